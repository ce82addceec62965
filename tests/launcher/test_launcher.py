import os
import signal
from pathlib import Path

import pytest
from tests.launcher.machine import FAKE_APT, FAKE_PYTHON, Machine

NOBODY = 65534


def stamp(machine: Machine, name: str = ".venv") -> Path:
    return machine.clone / name / "bangkom.stamp"


def test_the_first_start_makes_the_environment_and_runs_the_command(machine: Machine) -> None:
    done = machine.run("manage", "check", "--deploy")
    assert done.returncode == 0
    assert done.stdout == f"command: manage check --deploy; PYTHONPATH={machine.clone}/src\n"
    assert stamp(machine).exists()
    assert "--require-hashes" in machine.calls()


def test_a_later_start_goes_straight_to_the_command(machine: Machine) -> None:
    machine.run("manage")
    machine.log.unlink()
    done = machine.run("manage")
    assert done.stderr == ""
    assert machine.calls() == "-m bangkom.config.cli manage\n"


def test_tests_have_an_environment_of_their_own(machine: Machine) -> None:
    machine.run("test", "-k", "ledger")
    assert stamp(machine, ".venv-test").exists()
    assert not stamp(machine).exists()
    assert "requirements/test.txt" in machine.calls()


def test_input_and_exit_code_pass_through(machine: Machine) -> None:
    machine.run("manage")
    assert "isi" in machine.run("read", typed="isi").stdout
    assert machine.run("fail").returncode == 7


def test_it_works_from_anywhere_and_through_links(machine: Machine) -> None:
    (machine.folder / "one").symlink_to("clone/bangkom")
    (machine.folder / "two").symlink_to(machine.folder / "one")
    for launcher in (machine.folder / "two", Path("../clone/bangkom")):
        done = machine.run("manage", launcher=launcher, cwd=machine.programs)
        assert done.returncode == 0
        assert f"PYTHONPATH={machine.clone}/src" in done.stdout
    assert machine.set_ups() == 1


def test_a_folder_with_a_space_is_fine(machine: Machine) -> None:
    spaced = machine.clone.rename(machine.folder / "dua kata")
    assert machine.run("manage", launcher=spaced / "bangkom").returncode == 0


def test_changed_requirements_make_the_environment_anew(machine: Machine) -> None:
    machine.run("manage")
    (machine.clone / "requirements" / "base.txt").write_text("django==5.2.1\n")
    assert machine.run("manage").returncode == 0
    assert machine.set_ups() == 2


def test_a_half_made_environment_is_made_anew_without_asking(machine: Machine) -> None:
    half = machine.clone / ".venv" / "lib"
    half.mkdir(parents=True)
    assert machine.run("manage").returncode == 0
    assert stamp(machine).exists()


@pytest.mark.parametrize("lost", ["lib/python3.11/site-packages/django", "bin/python"])
def test_a_damaged_environment_is_made_anew(machine: Machine, lost: str) -> None:
    machine.run("manage")
    path = machine.clone / ".venv" / lost
    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    assert machine.run("manage").returncode == 0
    assert machine.set_ups() == 2


def test_help_needs_no_environment(machine: Machine) -> None:
    done = machine.run("--help")
    assert done.stdout.startswith("command: --help")
    assert not (machine.clone / ".venv").exists()


def test_an_old_python_is_named(machine: Machine) -> None:
    done = machine.run("demo", changes={"FAKE_VERSION": "3.9"})
    assert done.returncode == 1
    assert "terlalu lama (3.9)" in done.stderr
    assert "too old (3.9)" in done.stderr
    assert not (machine.clone / ".venv").exists()


def test_a_newer_python_beside_an_old_one_is_taken(machine: Machine) -> None:
    machine.program("python3", "#!/bin/sh\necho 3.9\n")
    machine.program("python3.12", FAKE_PYTHON.replace("FAKE_VERSION:-3.11", "FAKE_VERSION:-3.12"))
    assert machine.run("manage").returncode == 0


def test_without_python_the_line_to_install_it_is_printed(machine: Machine) -> None:
    (machine.programs / "python3").unlink()
    done = machine.run("demo")
    assert done.returncode == 1
    assert "su -c 'apt-get install -y python3'" in done.stderr


def test_without_the_right_to_install_the_line_to_run_is_printed(machine: Machine) -> None:
    (machine.folder / "venv-module").unlink()
    machine.program("apt-get", FAKE_APT)
    machine.program("id", "#!/bin/sh\necho 1000\n")
    machine.program("sudo", "#!/bin/sh\nexit 1\n")
    done = machine.run("demo")
    assert done.returncode == 1
    assert 'sudo sh -c "apt-get update && apt-get install -y python3-venv"' in done.stderr
    assert "apt-get" not in machine.calls()


def test_the_administrator_gets_the_package_installed(machine: Machine) -> None:
    (machine.folder / "venv-module").unlink()
    machine.program("apt-get", FAKE_APT)
    machine.program("id", "#!/bin/sh\necho 0\n")
    assert machine.run("demo").returncode == 0
    update, install = [line for line in machine.calls().splitlines() if line.startswith("apt-get")]
    assert "DPkg::Lock::Timeout=600 update" in update
    assert "install -y" in install
    assert install.endswith("python3-venv")


def test_no_network_is_said_and_the_next_start_succeeds(machine: Machine) -> None:
    error = "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution"
    failed = machine.run("demo", changes={"FAKE_PIP_ERROR": error})
    assert failed.returncode == 1
    assert "tidak ada sambungan ke internet" in failed.stderr
    assert f"    {machine.clone}/bangkom demo" in failed.stderr
    assert machine.run("demo").returncode == 0


def test_a_tampered_package_is_not_used(machine: Machine) -> None:
    error = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
    failed = machine.run("demo", changes={"FAKE_PIP_ERROR": error})
    assert failed.returncode == 1
    assert "berbeda dari yang seharusnya" in failed.stderr


def test_another_failure_shows_the_end_of_its_log(machine: Machine) -> None:
    failed = machine.run("demo", changes={"FAKE_PIP_ERROR": "something odd"})
    assert failed.returncode == 1
    assert "  | something odd" in failed.stderr
    assert str(machine.clone / ".venv" / "setup.log") in failed.stderr


@pytest.mark.parametrize(("command", "needed"), [("demo", 600), ("test", 1800)])
def test_a_full_disk_is_noticed_before_anything_is_made(machine: Machine, command: str, needed: int) -> None:
    machine.program("df", "#!/bin/sh\necho head\necho /dev/vda 100 50 50 50% /\n")
    done = machine.run(command)
    assert done.returncode == 1
    assert f"memerlukan {needed} MB" in done.stderr
    assert machine.set_ups() == 0


def test_a_folder_that_cannot_be_written_is_said(machine: Machine) -> None:
    machine.clone.chmod(0o555)
    somebody = NOBODY if os.geteuid() == 0 else None  # root may write everywhere
    done = machine.run("demo", changes={"FAKE_LOG": "/dev/null"}, user=somebody)
    machine.clone.chmod(0o755)
    assert done.returncode == 1
    assert "tidak dapat ditulisi" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_set_up_is_made_anew_at_the_next_start(machine: Machine, number: int) -> None:
    pipe = machine.folder / "pipe"
    os.mkfifo(pipe)
    started = machine.start("demo", FAKE_PIPE=str(pipe))
    with pipe.open("w"):
        os.kill(started.pid, number)
        _, errors = started.communicate(timeout=30)
    assert started.returncode == 130
    assert "jalankan lagi untuk melanjutkan" in errors
    assert not stamp(machine).exists()
    assert machine.run("demo").returncode == 0


def test_two_starts_at_once_make_one_environment(machine: Machine) -> None:
    pipe = machine.folder / "pipe"
    os.mkfifo(pipe)
    first = machine.start("demo", FAKE_PIPE=str(pipe))
    with pipe.open("w"):
        second = machine.start("demo")
        assert second.stderr is not None
        assert second.stderr.readline() == "Menunggu penyiapan lain selesai.\n"
    for start in (first, second):
        start.communicate(timeout=30)
        assert start.returncode == 0
    assert machine.set_ups() == 1
