"""Words that say nothing about what a customer wants: grammar, and the manners of support mail."""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a an and any anyone are as at be because been being but by can cannot cant could
            couldnt did didnt do does doesnt doing done dont else even ever every for from get
            gets getting give got had has have havent having he help her here hers hi hello hey
            dear him his how however i id if ill im in into is isnt it its ive just kindly know
            let lets like may me might mine much must my need needed needs no never nor not now of
            off ok okay on one only or other our ours out over please pls possible question
            questions really regards say see shall she should shouldnt so some somehow someone
            something still such sure team tell than thank thanks that thats the their them then
            there theres these they this those to too tried try trying u up ur us very want wanted
            wants was wasnt way we well were what whats when where wheres which while who whom
            whose why will wish with wont wonder wondering would wouldnt yes you your youre yours
            able about actually after again all already also am always
        """,
        "de": """
            aber alle allem als also am an auch auf aus bei bin bis bitte bist da dann das dass
            dem den der des dich die dies diese diesem diesen dieser dir doch du durch ein eine
            einem einen einer eines er es euch euer für gibt guten tag habe haben hallo hat hatte
            hätte ich ihm ihn ihnen ihr ihre im in ist ja kann kannst können könnt könnte man mein
            meine meinem meinen meiner mich mir mit möchte muss müssen nach nicht noch nun nur ob
            oder schon sehr sein sich sie sind so soll um und uns unser unsere von vor war warum
            was wegen weil welche welcher wenn wer werden wie wieso will wir wird wo wollte würde
            zu zum zur danke viele grüße
        """,
        "fr": """
            à ai alors au aussi aux avec avez avoir avons bonjour c ça car ce ces cet cette comme
            comment d dans de des du elle elles en est et être eu fait il ils j je l la le les
            leur lui m ma mais me merci mes moi mon n ne nos notre nous on ont ou où par pas peut
            peux plaît plus pour pourquoi pouvez pouvoir puis qu quand que quel quelle qui s sa
            sans se ses si sil son sont suis sur svp t ta te tes toi ton tu un une veux voudrais
            vos votre vous y a
        """,
        "es": """
            a al algo como cómo con cual cuál cuando cuándo de del desde donde dónde e el él ella
            en era es esa ese eso esta está este esto estoy fue gracias ha hace hacer han hasta
            hay he hola la las le les lo los me mi mis muy necesito no nos o para pero por porque
            puede puedo que qué quiero se ser si sí sin sobre soy su sus te tengo tiene tu tus un
            una uno y ya yo favor buenos buenas días
        """,
        "it": """
            a ad ai al alla anche avere c che chi ci ciao come con cosa cui d da dal dei del della
            delle di dove e è ed era fare gli grazie ha ho i il in io l la le lei lo ma me mi mia
            mio mie miei ne nei nel nella no noi non o per perché più posso può qual quale quando
            questo questa quello se si sì sono su sul te ti tu un una uno vi voglio vorrei
            buongiorno favore salve
        """,
        "pt": """
            a ao aos as às até com como da das de do dos e é ela ele em era essa esse esta está
            este estou eu fazer foi há isso já lhe mais mas me meu meus minha minhas muito na não
            nas no nos nós o obrigado obrigada olá os ou para pela pelo por porque posso onde pode
            preciso qual quando que quem quero se sem ser seu sua são só também te tem tenho um
            uma você bom dia favor
        """,
        "nl": """
            aan al als ben bij dag dan dat de der deze die dit dus een en er ga graag had hallo
            heb heeft het hij hoe hoi ik in is ja je jij jullie kan kunnen maar me mee met mij
            mijn moet na naar niet nog nu of om ook op over te tot u uit uw van veel voor waar
            waarom wanneer was wat we wel welke werd wie wij wil worden zal ze zich zijn zo zou
            bedankt
        """,
    }.items()
}

WHERE: dict[str, frozenset[str]] = {
    "en": frozenset({"where", "wheres", "when"}),
    "de": frozenset({"wo", "wann"}),
    "fr": frozenset({"où", "ou", "quand"}),
    "es": frozenset({"dónde", "donde", "cuándo", "cuando"}),
    "it": frozenset({"dove", "quando"}),
    "pt": frozenset({"onde", "quando"}),
    "nl": frozenset({"waar", "wanneer"}),
}
"""Stop words that still tell one question of a single word from another."""
