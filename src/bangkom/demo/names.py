"""Invented names the way Indonesians are really named: many regions, one word or seven, with and without family name.

Given names and family names are common ones, joined by chance; nobody in particular is meant.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Region:
    """How people of a region are named."""

    weight: int
    male: tuple[str, ...]
    female: tuple[str, ...]
    family: tuple[str, ...]
    male_prefix: tuple[str, ...] = ()
    female_prefix: tuple[str, ...] = ()
    female_family: tuple[str, ...] = ()  # where women's last names differ


def _of(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


REGIONS = (
    Region(  # Banten and Sunda
        34,
        _of("""
        Asep Cecep Dadang Dede Deden Didin Encep Enjang Iman Jajang Maman Nana Oman Rohman Sukandi Tatang
        Ucu Ujang Wawan Yayan Aep Agus Ahmad Apipudin Arif Bahrudin Budi Dani Edi Eman Fahmi Hendra Hidayat
        Iwan Juhaeri Juheri Khaerul Mahdi Muhidin Mukhlis Nasrudin Rahmat Ridwan Rudi Saefudin Sahrul
        Sanwani Sarip Suhaemi Suhendi Supriyatna Uus Yusuf Zaenal Ma'mun Mas'ud Nu'man
        Ja'far"""),
        _of("""
        Ai Aisah Alisa Cucu Dedeh Eha Elis Enok Entin Euis Eulis Iis Iim Ika Imas Iyah Kokom Lilis Mimin
        Neneng Neni Nining Nuraeni Odah Popon Rohayati Rohmah Sa'adah Siti Sri Sumiati Suhaeti Susi Titin
        Tuti Uum Yani Yeyet Yuyun Ratna Rina Maesaroh Hayati Fitri Sa'diah Nur'aini Ma'rifah Ani"""),
        _of("""
        Hidayat Permana Nurjaman Mulyana Suryana Kurniawan Gunawan Setiawan Hermawan Supriatna Rohimat
        Sopandi Firmansyah Ramdani Nugraha Maulana Sutisna Suherman Ruhiyat Solihin Hasanudin Fathoni
        Syafi'i Mubarok Rosadi Iskandar Sujana Komarudin"""),
        ("Tubagus", "Tb.", "Raden", "Entol", "Mas"),
        ("Ratu", "Rt.", "Raden", "Nyimas", "Siti"),
    ),
    Region(  # Java
        22,
        _of("""
        Agung Bambang Bayu Budi Dwi Eko Gatot Hadi Hari Heru Joko Kasmin Mulyono Ngadiman Paijan Parjo
        Purnomo Puji Rohmad Sigit Slamet Sugeng Suharno Sukirman Sumarno Sunarto Supardi Supriyadi Suroso
        Sutrisno Tri Wahyu Wasis Widodo Yudi Yulianto Catur Panji Galih Wisnu Aji Satrio Ponijo Tukiman
        Sarwono"""),
        _of("""
        Sri Endang Dwi Tri Wahyuni Sulastri Sumarni Suharti Suparmi Sutini Partini Tumini Ningsih Indah
        Ratih Retno Rahayu Puji Lestari Dyah Ayu Anjar Catur Eka Esti Kusuma Sekar Wulan Winarti Yuliana
        Kartini Murni Siwi Tutik Warsini Juminten"""),
        _of("""
        Santoso Prasetyo Wibowo Nugroho Saputro Kusumo Hartono Purwanto Susilo Pratama Handoko Wicaksono
        Raharjo Utomo Cahyono Setyawan Suryanto Budiarto
       """),
        ("R.", "Raden Mas"),
        ("Raden Ajeng", "R.A."),
        _of("""
        Hartati Lestari Rahayu Astuti Handayani Widyastuti Setyaningsih
        Kusumawati Wulandari Purwaningsih Rahmawati Kusumaningrum Wijayanti Puspitasari"""),
    ),
    Region(  # Arabic names in use everywhere
        16,
        _of("""
        Muhammad_Ridho Abdul_Aziz Abdul_Rohman Abdullah Ahmad_Fauzi Ali Amir Anwar Fadli Faisal Farhan
        Hamdani Hasan Ibrahim Ilham Imron Irfan Ismail Lukman Mahmud Miftahudin Mustofa Nurdin Rasyid Rifa'i
        Rizki Syahrul Syarif Taufik Umar Usman Yahya Zainudin Zulfikar Jum'at Sya'roni Luthfi M._Iqbal
        Moch._Yusup Mohamad_Toha"""),
        _of("""
        Aisyah Alfiah Amalia Anisa Azizah Dewi Fadhilah Farida Fatimah Halimah Hamidah Hasanah Inayah
        Jamilah Khadijah Laila Latifah Maryam Maimunah Muflihah Mufidah Nadia Nafisah Nur_Azizah Nurhayati
        Nurul Qori'ah Rodiah Salamah Salsabila Siti_Aminah Siti_Khotijah Siti_Nurjanah Syarifah Ulfa
        Ummu_Kulsum Zahra Zubaedah Sa'odah Mas'udah"""),
        _of("""
        Fauzi Hakim Rahman Ramadhan Akbar Hasan Amin Salim Syah Mansyur Basri Ghozali Muttaqin Furqon Zuhri
        Al_Ayubi Assegaf Bawazier Shihab Alatas Nasir Mawardi Ma'ruf Syafe'i"""),
    ),
    Region(  # Betawi
        5,
        _of("Rojali Sabeni Mamat Naman Marzuki Madun Jaelani Sanusi Nasir Amsir Romli Husni Sanip Muali"),
        _of("Ipah Rodiyah Hamidah Marhamah Saidah Masitoh Rogayah Munaroh Zaleha Juleha Mursinah Nuriyah"),
        _of("Sabenih Sanusi Marzuki Jaelani Naim Rohili Saabah Muhasim"),
    ),
    Region(  # Batak
        6,
        _of("""
        Togar Parlindungan Binsar Saut Maruli Hotman Poltak Jonner Ronald Sahat Tumpal Bonar Ferdinand
        Marojahan Rocky Daniel Samuel Robinson Jhon_Piter Mangatas"""),
        _of("""
        Tiurma Rosmaida Duma Lamria Hotnida Roslina Mariana Ruth Debora Sondang Tiur Lasma Elfrida Nurmala
        Santi Basaria Kristina Berliana"""),
        _of("""
        Simanjuntak Siregar Nainggolan Hutapea Situmorang Panjaitan Sihombing Manurung Pasaribu Sinaga
        Harahap Nasution Lubis Ginting Tarigan Sembiring Purba Saragih Simbolon Hutabarat Lumbantobing
        Silalahi"""),
    ),
    Region(  # Minangkabau
        4,
        _of("""
        Syafrizal Zulkifli Yusrizal Afrizal Dasril Erizal Hendri Jasman Mulyadi Nofrizal Rusdi Syahril
        Yondri Ardiansyah Febri Rinaldi"""),
        _of("""
        Yusmaniar Elfitri Gusnita Nelfi Rahmi Refni Syofia Yulinar Zulfa Desmawati Fitria Yenni Novita
        Rosnelly Asnimar"""),
        _of("Chaniago Koto Piliang Tanjung Sikumbang Caniago Jambak Guci Malayu"),
    ),
    Region(  # Aceh, Malay, Lampung, Palembang, Banjar, Dayak
        4,
        _of("""
        Teuku_Rayyan Nyak_Umar Said_Husin Datuk_Ramli Kemas_Arsyad Masagus_Rizal Gusti_Rahmad Aminudin_Noor
        Yanto_Ugang Petrus_Lidan Sutan_Sinar Raja_Faisal Anang_Syukri"""),
        _of("""
        Cut_Meurah Cut_Nurmala Nyimas_Aisyah Halimatus_Sa'diyah Gusti_Rahmaniah Noor_Hasanah Yuliana_Usai
        Theresia_Lawai Masayu_Fitri Siti_Zubaidah"""),
        _of("Syah Noor Djuned Rasyid Arifin Halim Usop Ngau Lawing Ratu_Bagus"),
    ),
    Region(  # Bugis, Makassar, Mandar, Toraja, Buton
        3,
        _of("""
        Andi_Baso Andi_Mappangara Muh._Arsyad Syamsuddin Baharuddin Daeng_Ngalle Ambo_Tang Lasarus Yunus
        La_Ode_Hamid Sampe Nurdin"""),
        _of("""
        Andi_Tenri Besse Hasnawati St._Hajrah Nurhaeda I_Tenri Rosdiana Yuliana Wa_Ode_Sitti Marthina
        Indo_Tuo Nirmala"""),
        _of("Tappi Mappaselleng Palinggi Pasolong Rante Bunga Paembonan Lologau Malik Saleh"),
    ),
    Region(  # Minahasa, Maluku, Nusa Tenggara Timur, Papua
        4,
        _of("""
        Yohanis Frans Stevanus Marthen Yance Ferry Fransiskus_Xaverius Yosep Petrus Melkianus Oktovianus
        Agustinus Hendrik Yulius Aloysius_Gonzaga"""),
        _of("""
        Yohana Maria_Goreti Ester Fransiska Yosina Marlina Novita Selvina Adriana Theresia_Avila Oktaviana
        Grace Deisy Meiske Magdalena"""),
        _of("""
        Wowor Lumentut Tumbelaka Rumengan Pattiasina Latuconsina Tuhumury Sahetapy Leiwakabessy da_Costa
        D'Ornay Fernandez Nahak Bria Kogoya Wenda Yoku Rumbiak Kambuaya Mandacan Ohoiwutun"""),
    ),
    Region(  # Bali and Lombok
        2,
        _of("""
        I_Wayan_Sudarma I_Made_Arta I_Nyoman_Suardika I_Ketut_Widana I_Gusti_Ngurah_Putra Ida_Bagus_Oka
        Lalu_Ramdhan I_Gede_Pasek Anak_Agung_Gede_Rai I_Putu_Adnyana"""),
        _of("""
        Ni_Wayan_Sukerti Ni_Made_Ayu Ni_Luh_Putu_Sari Ni_Ketut_Murni I_Gusti_Ayu_Rai Ida_Ayu_Komang
        Baiq_Nurlaila Ni_Nyoman_Parwati Cokorda_Istri_Mas"""),
        _of("Wiratama Pradnyana Suastika Adiputra Mahendra Dewi Laksmi Saraswati Wijaya"),
    ),
)
# A second given name, put between the first and the family name.
MIDDLE_MALE = _of("Adi Agung Arif Eka Fajar Imam Indra Nur Putra Rizal Teguh Yoga Surya Bagus Akbar")
MIDDLE_FEMALE = _of("Ayu Dewi Eka Fitri Indah Kartika Maya Nur Permata Putri Ratna Sari Wahyu Intan Dian")
SINGLE_WORD_PERCENT, LONG_PERCENT, PREFIX_PERCENT = 16, 5, 5


def invent_name(rng: Random, sex: str) -> str:
    """A name for a man (M) or a woman (F): sometimes one word, sometimes very long."""
    region = rng.choices(REGIONS, weights=[each.weight for each in REGIONS])[0]
    given = rng.choice(region.male if sex == "M" else region.female)
    dice = rng.randrange(100)
    if dice < SINGLE_WORD_PERCENT:
        return given
    prefixes = region.male_prefix if sex == "M" else region.female_prefix
    words = [given]
    if prefixes and " " not in given and rng.randrange(100) < PREFIX_PERCENT:
        words.insert(0, rng.choice(prefixes))
    middle = MIDDLE_MALE if sex == "M" else MIDDLE_FEMALE
    extra = 3 if dice >= 100 - LONG_PERCENT else int(rng.random() < 0.28)
    words += rng.sample(middle, extra)
    family = (sex == "F" and region.female_family) or region.family
    words.append(rng.choice(family))
    return _without_echo(" ".join(words))


def _without_echo(name: str) -> str:
    """The same word twice in a row is a slip of ours, not a name."""
    words = name.split()
    return " ".join(word for at, word in enumerate(words) if at == 0 or word != words[at - 1])
