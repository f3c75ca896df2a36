//! Names for patients, in groups, so that a given name goes with its family name.

pub(super) struct NameGroup {
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
    pub families: &'static [&'static str],
}

/// What is heard in the waiting room in London.
pub(super) const LONDON: [NameGroup; 5] = [
    NameGroup {
        women: &[
            "Alice",
            "Beatrice",
            "Charlotte",
            "Daisy",
            "Frances",
            "Georgia",
            "Holly",
            "Isla",
            "Martha",
            "Poppy",
        ],
        men: &[
            "Arthur", "Ben", "Edward", "Freddie", "George", "Harry", "Jack", "Oliver", "Stanley", "William",
        ],
        families: &[
            "Barker",
            "Beckett",
            "Chapman",
            "Cooper",
            "Dawson",
            "Ellis",
            "Fletcher",
            "Gibson",
            "Harwood",
            "Hobbs",
            "Jarvis",
            "Kendall",
            "Langley",
            "Marsh",
            "Norris",
            "Palmer",
            "Redfern",
            "Sutton",
            "Thorne",
            "Underwood",
            "Vaughan",
            "Webb",
            "Winslow",
            "Yates",
        ],
    },
    NameGroup {
        women: &["Aisha", "Anjali", "Farah", "Kavita", "Meera", "Nisha", "Sana", "Shreya"],
        men: &["Adil", "Arjun", "Bilal", "Hassan", "Imran", "Nikhil", "Rohan", "Vikram"],
        families: &[
            "Ahmed", "Banerjee", "Chaudhry", "Das", "Gill", "Iqbal", "Kapoor", "Malhotra", "Mehta", "Mirza", "Nair",
            "Shah", "Siddiqui", "Thakur",
        ],
    },
    NameGroup {
        women: &["Abena", "Chioma", "Efua", "Folake", "Ngozi", "Temi"],
        men: &["Ade", "Emeka", "Kofi", "Kwesi", "Obinna", "Segun"],
        families: &[
            "Addo", "Adjei", "Akande", "Balogun", "Eze", "Mensah", "Obi", "Okoro", "Owusu",
        ],
    },
    NameGroup {
        women: &["Agnieszka", "Elena", "Ioana", "Magda", "Zofia"],
        men: &["Andrei", "Bogdan", "Jakub", "Marek", "Radu"],
        families: &["Dumitru", "Ionescu", "Kaczmarek", "Lewandowski", "Popa"],
    },
    NameGroup {
        women: &["Jade", "Keisha", "Simone", "Tamara"],
        men: &["Curtis", "Dwayne", "Jerome", "Leroy"],
        families: &["Baptiste-Hall", "Campbell", "Grant", "Morgan"],
    },
];

/// In Berlin.
pub(super) const BERLIN: [NameGroup; 4] = [
    NameGroup {
        women: &[
            "Anna",
            "Clara",
            "Emilia",
            "Franziska",
            "Greta",
            "Hanna",
            "Ida",
            "Johanna",
            "Marlene",
            "Theresa",
        ],
        men: &[
            "Anton", "David", "Felix", "Henrik", "Jakob", "Konrad", "Leon", "Max", "Paul", "Tobias",
        ],
        families: &[
            "Albrecht", "Bergmann", "Dietrich", "Engel", "Fischer", "Graf", "Hartmann", "Jansen", "Krause", "Lorenz",
            "Maurer", "Neumann", "Otto", "Pohl", "Richter", "Seidel", "Thiele", "Ullrich", "Vogel", "Winkler",
        ],
    },
    NameGroup {
        women: &["Ayse", "Defne", "Elif", "Selin", "Zeynep"],
        men: &["Baris", "Can", "Deniz", "Kerem", "Mert"],
        families: &["Aydin", "Demir", "Kaya", "Sahin", "Yilmaz"],
    },
    NameGroup {
        women: &["Hala", "Layla", "Mariam", "Rania"],
        men: &["Firas", "Karim", "Omar", "Tarek"],
        families: &["Al-Masri", "Darwish", "Khoury", "Nasser"],
    },
    NameGroup {
        women: &["Oksana", "Daria", "Nataliya", "Linh"],
        men: &["Maksym", "Pavlo", "Taras", "Minh"],
        families: &["Bondarenko", "Melnyk", "Shevchuk", "Tran"],
    },
];

/// In New York.
pub(super) const NEW_YORK: [NameGroup; 5] = [
    NameGroup {
        women: &[
            "Abigail", "Brooke", "Claire", "Emily", "Jordan", "Megan", "Paige", "Rachel",
        ],
        men: &["Aaron", "Brandon", "Connor", "Dylan", "Ethan", "Kyle", "Logan", "Tyler"],
        families: &[
            "Anderson", "Brennan", "Carter", "Donovan", "Eriksen", "Foster", "Gallo", "Hughes", "Jennings", "Keller",
            "Lombardi", "Mercer", "Nolan", "Porter", "Russo", "Sullivan",
        ],
    },
    NameGroup {
        women: &["Camila", "Daniela", "Gabriela", "Lucia", "Marisol", "Ximena"],
        men: &["Alejandro", "Carlos", "Diego", "Javier", "Mateo", "Rafael"],
        families: &["Castillo", "Delgado", "Herrera", "Morales", "Reyes", "Vargas"],
    },
    NameGroup {
        women: &["Aaliyah", "Destiny", "Imani", "Kiara", "Naomi"],
        men: &["Andre", "Darius", "Isaiah", "Malik", "Terrence"],
        families: &["Booker", "Franklin", "Jefferson", "Simmons", "Washington"],
    },
    NameGroup {
        women: &["Grace", "Hye-jin", "Mei", "Yuna"],
        men: &["Jun", "Kevin", "Min-ho", "Wei"],
        families: &["Chen", "Kim", "Liu", "Park"],
    },
    NameGroup {
        women: &["Miriam", "Shira", "Tova"],
        men: &["Ari", "Eli", "Noam"],
        families: &["Abramson", "Katz", "Rosen"],
    },
];
