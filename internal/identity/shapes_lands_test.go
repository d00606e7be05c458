package identity

import (
	"fmt"
	"strings"
)

// Tables of people as other countries and times write them.

// born is a day as year, month and day.
type born [3]int

func (m maker) born(from, to int) born {
	return born{from + m.IntN(to-from), 1 + m.IntN(12), 1 + m.IntN(28)}
}

func (b born) as(layout string) string {
	switch layout {
	case "ymd":
		return fmt.Sprintf("%04d%02d%02d", b[0], b[1], b[2])
	case "d-m-y":
		return fmt.Sprintf("%02d-%02d-%04d", b[2], b[1], b[0])
	case "d.m.y":
		return fmt.Sprintf("%02d.%02d.%04d", b[2], b[1], b[0])
	case "d/m/y":
		return fmt.Sprintf("%d/%d/%d", b[2], b[1], b[0])
	case "m/d/y":
		return fmt.Sprintf("%d/%d/%d", b[1], b[2], b[0])
	case "y/m/d":
		return fmt.Sprintf("%d/%d/%d", b[0], b[1], b[2])
	case "han":
		return fmt.Sprintf("%d年%d月%d日", b[0], b[1], b[2])
	case "excel": // days since the end of 1899, as a workbook counts
		return fmt.Sprint(b.days() + 25569)
	}
	return fmt.Sprintf("%04d-%02d-%02d", b[0], b[1], b[2])
}

// days since 1970, by the civil calendar.
func (b born) days() int {
	y, mo := b[0], b[1]
	if mo <= 2 {
		y, mo = y-1, mo+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(mo-3)+2)/5 + b[2] - 719469
}

// near is the day as somebody writes it who may err in one part.
func (m maker) near(b born, chance float64) born {
	if !m.chance(chance) {
		return b
	}
	switch m.IntN(3) {
	case 0:
		b[0] += 1 - 2*m.IntN(2)
	case 1:
		b[1] = 1 + m.IntN(12)
	default:
		b[2] = 1 + m.IntN(28)
	}
	return b
}

// parishioners are listed in 1851 and 1861: a year of birth and nothing else of a
// day, few given names, spellings as they were heard.
func parishioners(m maker) invented {
	t := invented{columns: []string{"Surname", "Forename", "Born", "Occupation", "Parish", "Relation"}}
	given := strings.Fields("John William Thomas Mary Elizabeth Ann James George Sarah Jane Henry Robert Joseph Margaret Hannah Richard Ellen Charles Alice Martha Samuel Eliza Edward Isaac Esther Abraham Phoebe Job")
	family := m.names(260, "ash clif thorn hey wag brad hol ormer pick grim sut entw", "le row bot wor shaw er", "ton croft worth staff ley head s")
	variants := strings.NewReplacer("y", "ie", "ck", "k", "th", "t", "ea", "ee", "w", "u", "ff", "f")
	for e := range 400 {
		last, first, year := m.skewed(family), m.skewed(given), 1780+m.IntN(70)
		if m.chance(.25) {
			first += " " + m.skewed(given)
		}
		parish, trade := m.of("Ormskirk", "Aughton", "Halsall", "Lathom", "Skelmersdale", "Burscough", "Bickerstaffe", "Rufford", "Scarisbrick"), m.of("ag lab", "weaver", "servant", "farmer", "collier", "dressmaker", "shoemaker", "scholar", "joiner", "publican")
		for source := range 2 {
			if source == 1 && m.chance(.4) {
				continue
			}
			l, f, y, p, o := last, first, year, parish, trade
			if m.chance(.15) {
				l = variants.Replace(l)
			}
			if m.chance(.25) {
				y += m.IntN(3) - 1
			}
			if word, rest, ok := strings.Cut(f, " "); ok && m.chance(.4) {
				f = m.of(word, word+" "+rest[:1])
			}
			if source == 1 && m.chance(.15) {
				p = m.of("Ormskirk", "Wigan", "Halsall", "Southport", "Lathom")
			}
			if source == 1 && m.chance(.4) {
				o = m.of("ag lab", "farmer", "annuitant", "labourer", "housekeeper", "weaver")
			}
			t.add(e, source, m.noisy(l, .08, .005), m.noisy(f, .03, .005), m.noisy(fmt.Sprint(y), 0, .03), m.noisy(o, .03, .15), m.noisy(p, .03, .02), m.of("head", "wife", "son", "daughter", "lodger"))
		}
	}
	return t
}

// dutch have particles before their family names, and letters behind their numbers.
func dutch(m maker) invented {
	t := invented{columns: []string{"Voornaam", "Tussenvoegsel", "Achternaam", "Geboortedatum", "Straat", "Huisnummer", "Toev", "Postcode", "Woonplaats", "Telefoonnummer", "E-mailadres"}}
	given := strings.Fields("Jan Piet Kees Anna Maria Johanna Willem Hendrik Cornelis Sanne Daan Lotte Bram Fleur Sjoerd Femke Joost Maaike Ruud Anouk Thijs Marloes Gijs Wilhelmina")
	family := m.names(200, "ver mei kui bak ja slo vis hoe de", "brug ste per ge ker", "n rs ma stra sen man boom")
	for e := range 300 {
		first, particle, last := m.skewed(given), m.of("", "", "van", "de", "van der", "van den", "ter"), m.skewed(family)
		b, house, street := m.born(1935, 2004), fmt.Sprint(1+m.IntN(250)), m.of(family...)+m.of("straat", "laan", "weg", "gracht", "plein")
		code, place := fmt.Sprint(1000+m.IntN(8999), " ", m.of("AB", "XD", "KL", "PR")), m.of("Utrecht", "Zwolle", "Breda", "Delft", "'s-Hertogenbosch", "Den Haag", "Sneek")
		tel, mail := "06"+m.digits(8), strings.ToLower(first[:1]+"."+last+m.digits(2)+"@"+m.of("ziggo.nl", "kpn.nl", "hotmail.com"))
		for copy := range 1 + m.IntN(3) {
			f, p, l, c, h := first, particle, last, code, house
			switch {
			case m.chance(.1):
				p, l = "", strings.TrimSpace(particle+" "+last)
			case m.chance(.1):
				p = strings.NewReplacer("van der", "v.d.", "van den", "v.d.", "van", "v.").Replace(p)
			}
			if m.chance(.15) {
				f = f[:1] + "."
			}
			if m.chance(.3) {
				c = strings.ReplaceAll(c, " ", "")
			}
			if copy > 0 && m.chance(.12) {
				c, h = fmt.Sprint(1000+m.IntN(8999), m.of("BX", "CD")), fmt.Sprint(1+m.IntN(250))
			}
			t.add(e, 0, m.noisy(f, .04, .02), p, m.noisy(l, .06, .01), m.noisy(m.near(b, .05).as("d-m-y"), 0, .12), m.noisy(street, .06, .05), m.noisy(h, 0, .05), m.noisy("", 0, 0), m.noisy(c, .02, .05), m.noisy(place, .03, .05), m.noisy(m.of(tel, "+31"+tel[1:], "0031 "+tel[1:]), 0, .4), m.noisy(mail, .03, .5))
		}
	}
	return t
}

// poles say their names by gender and one in three has told a PESEL.
func poles(m maker) invented {
	t := invented{columns: []string{"IMIE", "NAZWISKO", "DATA_UR", "PESEL", "ULICA", "KOD_POCZTOWY", "MIEJSCOWOSC", "NR_TEL"}}
	men, women := strings.Fields("Jan Piotr Krzysztof Andrzej Stanisław Tomasz Paweł Michał Zbigniew Łukasz Mieczysław"), strings.Fields("Anna Maria Katarzyna Małgorzata Agnieszka Krystyna Barbara Ewa Zofia Jadwiga Grażyna")
	family := m.names(220, "ko wi no za jan mic ja ka wój szy zie", "wal śnie wa lew kow row ci", "sk ck dzk")
	for e := range 300 {
		first, last := m.skewed(men), m.skewed(family)+"i"
		if e%2 == 0 {
			first, last = m.skewed(women), strings.TrimSuffix(last, "i")+"a"
		}
		b := m.born(1940, 2003)
		pesel, street := b.as("ymd")[2:]+m.digits(5), "ul. "+m.of("Kościuszki", "Mickiewicza", "Polna", "Leśna", "Długa", "Krótka", "Słowackiego", "3 Maja")+" "+fmt.Sprint(1+m.IntN(90))+m.of("", "", "/"+fmt.Sprint(1+m.IntN(40)))
		code, place, tel := m.digits(2)+"-"+m.digits(3), m.of("Kraków", "Łódź", "Wrocław", "Poznań", "Gdańsk", "Rzeszów"), m.of("5", "6", "7")+m.digits(8)
		for copy := range 1 + m.IntN(3) {
			f, l, p := first, last, place
			if m.chance(.25) {
				plain := strings.NewReplacer("ł", "l", "ó", "o", "ś", "s", "ń", "n", "ż", "z", "ź", "z", "ę", "e", "ą", "a", "ć", "c", "Ł", "L", "Ś", "S")
				f, l, p = plain.Replace(f), plain.Replace(l), plain.Replace(p)
			}
			if copy > 0 && e%2 == 0 && m.chance(.1) {
				l = m.skewed(family) + "a"
			}
			t.add(e, 0, m.noisy(strings.ToUpper(f), .05, .01), m.noisy(strings.ToUpper(l), .06, .01), m.noisy(m.near(b, .05).as(""), 0, .1), m.noisy(pesel, .02, .65), m.noisy(street, .08, .1), m.noisy(code, .02, .1), p, m.noisy(tel, .02, .45))
		}
	}
	return t
}

// iberians have two family names, of which the second is often left out.
func iberians(m maker) invented {
	t := invented{columns: []string{"nombre", "apellido1", "apellido2", "f_nacimiento", "dni", "domicilio", "cp", "municipio", "movil"}}
	given := strings.Fields("María José Antonio Carmen Manuel Francisco Ana Juan Isabel Javier Pilar Rafael Dolores Miguel Josefa Ángel Rosario Íñigo Nuria Jordi Begoña")
	family := strings.Fields("García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Prieto Méndez Flores Herrera Gallego Márquez León Peña Calvo")
	for e := range 300 {
		first, one, two, b := m.skewed(given), m.skewed(family), m.skewed(family), m.born(1940, 2003)
		if m.chance(.3) {
			first += " " + m.skewed(given)
		}
		dni, home := m.digits(8)+m.of("A", "B", "X", "T"), m.of("C/ ", "Calle ", "Avda. ", "Plaza ")+m.of(family...)+", "+fmt.Sprint(1+m.IntN(90))+m.of("", " 2º B", ", 1 izda")
		cp, place, tel := m.digits(5), m.of("Madrid", "Sevilla", "Bilbao", "Valencia", "Málaga", "Vigo"), "6"+m.digits(8)
		for copy := range 1 + m.IntN(3) {
			f, a, z := first, one, two
			switch {
			case m.chance(.2):
				z = ""
			case m.chance(.1):
				a, z = one+" "+two, ""
			}
			if head, _, ok := strings.Cut(f, " "); ok && m.chance(.3) {
				f = head
			}
			h, c := home, cp
			if copy > 0 && m.chance(.12) {
				h, c = "Calle "+m.of(family...)+", "+fmt.Sprint(1+m.IntN(90)), m.digits(5)
			}
			t.add(e, 0, m.noisy(f, .04, .01), m.noisy(a, .05, .01), m.noisy(z, .05, 0), m.noisy(m.near(b, .05).as("d/m/y"), 0, .15), m.noisy(dni, .02, .6), m.noisy(h, .08, .1), m.noisy(c, .02, .08), place, m.noisy(tel, .02, .4))
		}
	}
	return t
}

// egyptians are written in Latin letters by whoever hears them; the headings are of
// a database.
func egyptians(m maker) invented {
	t := invented{columns: []string{"CUST_NM", "DOB_DT", "MOB_NO", "NAT_ID", "CITY_CD", "SEG_CD"}}
	given := [][]string{{"Mohamed", "Muhammad", "Mohammed", "Mohamad"}, {"Ahmed", "Ahmad"}, {"Mahmoud", "Mahmud"}, {"Mostafa", "Mustafa", "Moustafa"}, {"Fatma", "Fatima", "Fatmah"}, {"Youssef", "Yousef", "Yusuf"}, {"Khaled", "Khalid"}, {"Aisha", "Aysha", "Aicha"}, {"Hussein", "Husain", "Hossein"}, {"Omar", "Umar"}, {"Nour", "Noor"}, {"Tarek", "Tariq"}, {"Heba", "Hiba"}, {"Osama", "Usama"}}
	family := [][]string{{"El Sayed", "Al-Sayed", "Elsayed", "Al Sayyid"}, {"Abdel Rahman", "Abdelrahman", "Abd El-Rahman"}, {"El Masry", "Al-Masri", "Elmasry"}, {"Hassan", "Hasan"}, {"Gamal", "Jamal"}, {"Shehata", "Shihata"}, {"Abdallah", "Abdullah", "Abd Allah"}, {"El Naggar", "Al-Najjar", "Elnagar"}, {"Ibrahim", "Ebrahim"}, {"Soliman", "Suleiman", "Sulayman"}, {"Fouad", "Fuad"}, {"Zaki", "Zaky"}, {"Mansour", "Mansur"}, {"Ghoneim", "Ghonim", "Guneim"}, {"Barakat"}, {"Farag", "Faraj"}}
	for e := range 300 {
		first, father, last := given[m.IntN(len(given))], given[m.IntN(len(given))], family[m.IntN(len(family))]
		b, mobile, id, city := m.born(1945, 2004), m.of("010", "011", "012", "015")+m.digits(8), "2"+m.digits(13), m.of("CAI", "ALX", "GIZ", "LXR", "ASW")
		for range 1 + m.IntN(3) {
			name := m.of(first...) + " " + m.of(father...) + " " + m.of(last...)
			if m.chance(.25) {
				name = m.of(first...) + " " + m.of(last...)
			}
			t.add(e, 0, strings.ToUpper(m.noisy(name, .04, .005)), m.noisy(m.near(b, .05).as("ymd"), 0, .08), m.noisy(m.of(mobile, "+2"+mobile, "002"+mobile), .02, .35), m.noisy(id, .01, .7), m.noisy(city, 0, .05), m.of("RET", "SME", "VIP"))
		}
	}
	return t
}

// chinese have their names in script, the given name in one or two characters.
func chinese(m maker) invented {
	t := invented{columns: []string{"姓名", "出生日期", "手机", "身份证号", "城市", "地址"}}
	family, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"), []rune("伟芳娜秀英敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂华文辉玲建国志红春梅海燕鹏飞宇浩然子轩梓涵欣怡雨佳")
	for e := range 300 {
		name := string(family[int(float64(len(family))*m.Float64()*m.Float64())]) + string(given[m.IntN(len(given))])
		if m.chance(.75) {
			name += string(given[m.IntN(len(given))])
		}
		b, mobile, city := m.born(1945, 2004), "1"+m.of("3", "5", "8")+m.digits(9), m.of("北京", "上海", "广州", "深圳", "成都", "杭州")
		id, home := m.digits(6)+b.as("ymd")+m.digits(4), m.of("人民路", "中山路", "解放路", "建设街", "和平街", "长江路")+fmt.Sprint(1+m.IntN(300))+"号"
		for range 1 + m.IntN(3) {
			n := []rune(name)
			if m.chance(.05) {
				n[len(n)-1] = given[m.IntN(len(given))]
			}
			t.add(e, 0, string(n), m.noisy(m.near(b, .05).as(m.of("", "", "han")), 0, .12), m.noisy(m.of(mobile, mobile, "+86"+mobile), .02, .3), m.noisy(id, .01, .65), m.noisy(city, 0, .05), m.noisy(home, 0, .15))
		}
	}
	return t
}

// japanese have their names twice, in characters and in kana.
func japanese(m maker) invented {
	t := invented{columns: []string{"氏名", "フリガナ", "生年月日", "電話番号", "郵便番号", "住所"}}
	family := [][2]string{{"佐藤", "サトウ"}, {"鈴木", "スズキ"}, {"高橋", "タカハシ"}, {"田中", "タナカ"}, {"伊藤", "イトウ"}, {"渡辺", "ワタナベ"}, {"山本", "ヤマモト"}, {"中村", "ナカムラ"}, {"小林", "コバヤシ"}, {"加藤", "カトウ"}, {"吉田", "ヨシダ"}, {"山田", "ヤマダ"}, {"斎藤", "サイトウ"}, {"清水", "シミズ"}, {"山崎", "ヤマザキ"}, {"森", "モリ"}, {"池田", "イケダ"}, {"橋本", "ハシモト"}, {"阿部", "アベ"}, {"石川", "イシカワ"}}
	given := [][2]string{{"太郎", "タロウ"}, {"花子", "ハナコ"}, {"健一", "ケンイチ"}, {"美咲", "ミサキ"}, {"翔太", "ショウタ"}, {"陽菜", "ヒナ"}, {"大輔", "ダイスケ"}, {"直樹", "ナオキ"}, {"裕子", "ユウコ"}, {"恵子", "ケイコ"}, {"誠", "マコト"}, {"葵", "アオイ"}, {"蓮", "レン"}, {"優子", "ユウコ"}, {"浩", "ヒロシ"}, {"久美子", "クミコ"}, {"隆", "タカシ"}, {"愛", "アイ"}}
	for e := range 300 {
		f, g, b := family[m.IntN(len(family))], given[m.IntN(len(given))], m.born(1940, 2004)
		tel, code := m.of("090", "080", "03")+"-"+m.digits(4)+"-"+m.digits(4), m.digits(3)+"-"+m.digits(4)
		home := m.of("東京都新宿区", "大阪市北区", "横浜市中区", "名古屋市東区", "札幌市中央区") + m.of("本町", "栄町", "緑町", "桜木町") + fmt.Sprint(1+m.IntN(9), "-", 1+m.IntN(30), "-", 1+m.IntN(20))
		for range 1 + m.IntN(3) {
			gap := m.of(" ", "　", "")
			name, kana := f[0]+gap+g[0], f[1]+gap+g[1]
			t.add(e, 0, strings.ReplaceAll(name, "斎", m.of("斎", "斉")), m.noisy(kana, .02, .2), m.noisy(m.near(b, .05).as(m.of("y/m/d", "han")), 0, .12), m.noisy(m.of(tel, strings.ReplaceAll(tel, "-", "")), 0, .3), m.noisy(code, .02, .1), m.noisy(home, 0, .12))
		}
	}
	return t
}

// russians have patronymics; some offices write them in Latin letters.
func russians(m maker) invented {
	t := invented{columns: []string{"Фамилия", "Имя", "Отчество", "Дата рождения", "Телефон", "Город", "Улица"}}
	men, women := strings.Fields("Александр Сергей Дмитрий Андрей Алексей Иван Михаил Николай Фёдор Пётр Семён"), strings.Fields("Анна Елена Ольга Наталья Татьяна Мария Екатерина Светлана Ирина Алёна")
	family := m.names(200, "Ива Пет Сидо Куз Вол Мо Ле Ко Ни Фё Гри Шу", "но ро не ло ва ри ли", "в кин шин")
	latin := strings.NewReplacer(strings.Fields("а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y э e ю yu я ya А A Б B В V Г G Д D Е E Ж Zh З Z И I К K Л L М M Н N О O П P С S Т T Ф F Ш Sh")...)
	for e := range 300 {
		first, father, last := m.skewed(men), m.skewed(men)+"ович", m.skewed(family)
		if e%2 == 0 {
			first, father, last = m.skewed(women), m.skewed(men)+"овна", last+"а"
		}
		b, tel := m.born(1940, 2004), "9"+m.digits(9)
		city, street := m.of("Москва", "Казань", "Самара", "Омск", "Тверь", "Пермь"), "ул. "+m.of("Ленина", "Мира", "Садовая", "Лесная", "Гагарина", "Пушкина")+", "+fmt.Sprint(1+m.IntN(120))
		for range 1 + m.IntN(3) {
			n := [3]string{m.noisy(last, .05, .01), m.noisy(first, .03, .01), m.noisy(father, .03, .25)}
			if m.chance(.2) {
				for k := range n {
					n[k] = strings.ReplaceAll(n[k], "ё", "е")
				}
			}
			if m.chance(.08) {
				for k := range n {
					n[k] = latin.Replace(n[k])
				}
			}
			t.add(e, 0, n[0], n[1], n[2], m.noisy(m.near(b, .05).as("d.m.y"), 0, .12), m.noisy(m.of("8"+tel, "+7"+tel, "+7 ("+tel[:3]+") "+tel[3:]), .02, .35), m.noisy(city, 0, .05), m.noisy(street, .04, .15))
		}
	}
	return t
}

// numbered are Americans under headings that say nothing, with birthdays as a
// workbook stores them.
func numbered(m maker) invented {
	t := invented{columns: []string{"col1", "col2", "col3", "col4", "col5", "col6", "col7", "col8", "col9"}}
	given := strings.Fields("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Christopher Karen Kaylee Tyrone Guadalupe Latoya")
	family := m.names(250, "smi john wil bro jon gar mil dav rod mar", "th s liam wn ci ler is rig", "son s ez man er ton")
	for e := range 400 {
		first, last, b := m.skewed(given), m.skewed(family), m.born(1940, 2004)
		zip, street := m.digits(5), fmt.Sprint(1+m.IntN(9000), " ", m.of("Oak", "Maple", "Cedar", "Pine", "Elm", "Washington", "Lake", "Hill"), " ", m.of("St", "Ave", "Rd", "Dr"))
		city, state := m.of("Springfield", "Franklin", "Clinton", "Madison", "Georgetown", "Salem", "Dover"), m.of("IL", "OH", "TX", "CA")
		tel, mail := m.digits(3)+"-"+m.digits(3)+"-"+m.digits(4), strings.ToLower(first+m.digits(3))+"@"+m.of("gmail.com", "yahoo.com")
		for copy := range 1 + m.IntN(3) {
			s, z := street, zip
			if copy > 0 && m.chance(.12) {
				s, z = fmt.Sprint(1+m.IntN(9000), " ", m.of("Oak", "Maple", "Main"), " St"), m.digits(5)
			}
			t.add(e, 0, m.noisy(last, .07, .01), m.noisy(m.of(first, first, first, first[:1]), .04, .01), m.noisy(m.near(b, .05).as("excel"), 0, .12), m.noisy(s, .06, .08), m.noisy(city, .03, .05), state, m.noisy(z, .02, .05), m.noisy(tel, .01, .4), m.noisy(mail, .03, .5))
		}
	}
	return t
}
