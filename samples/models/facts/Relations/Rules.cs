namespace Slipway.Samples.Facts.Relations;

/// <summary>The rules, as tables: relation, first and second type (<c>&lt;</c>: the second is the subject), weight, words.</summary>
internal static class Rules
{
    private const string Company = "company|group|firm|startup|start-up|maker|giant|bank|retailer|charity|university";

    // Between a subject and its verb: ", 54," or ", who" or "lives in Rome and".
    private const string Start = "RELATIVE? ASIDE? CLAUSE?";

    public static IReadOnlyList<Rule> All { get; } =
    [
        // Work.
        .. Of(
            "works_for",
            "PER",
            "ORG",
            0.95,
            "verb",
            $"{Start} ~2 work|works|worked|working for|at|with the? {Company}?"
        ),
        .. Of(
            "works_for",
            "PER",
            "ORG",
            0.9,
            "verb",
            $"{Start} ~2 joined|joins|leads|led|heads|headed|runs|ran|chairs the? {Company}?"
        ),
        .. Of("works_for", "PER", "ORG", 0.9, "joined-as", $"{Start} has|is joined|joining the?"),
        .. Of("works_for", "PER", "ORG", 0.95, "employed", $"{Start} is|was|been ~1 employed|hired|appointed by the?"),
        .. Of(
            "works_for",
            "PER",
            "ORG",
            0.95,
            "is-role",
            $"{Start} is|was|became|becomes|remains the|a|an|its? ROLE of|at|for|with|in the?"
        ),
        .. Of("works_for", "PER", "ORG", 0.9, "as-role", $"{Start} ~3 as the|a|an|its? ROLE of|at|for the?"),
        .. Of("works_for", "PER", "ORG", 0.85, "as-role-in", $"{Start} ~3 as the|a|an|its? ROLE of|in|for ~3 at the?"),
        .. Of("works_for", "PER", "ORG", 0.9, "role-of", ",|( the|a|an? ROLE of|at|for|with the?"),
        .. Of("works_for", "PER", "ORG", 0.85, "role-in", ",|( the|a|an? ROLE of|in|for ~3 at the?"),
        .. Of("works_for", "PER", "ORG", 0.75, "role-alone", ", ROLE ,? the?"),
        .. Of("works_for", "PER", "ORG", 0.6, "brackets", "("),
        .. Of("works_for", "PER", "ORG", 0.6, "of", "of|from the?"),
        .. Of("works_for", "ORG", "PER<", 0.95, "possessive-role", "'s ROLE ,?"),
        .. Of("works_for", "ORG", "PER<", 0.9, "role", ",? ROLE ,?"),
        .. Of(
            "works_for",
            "ORG",
            "PER<",
            0.9,
            "hired",
            $"{Start} ,? ~2 hired|appointed|named|employs|employed|recruited|promoted"
        ),
        // Founding.
        .. Of(
            "founded",
            "PER",
            "ORG",
            0.95,
            "verb",
            $"{Start} ~2 founded|co-founded|cofounded|established|started|launched|created the|a? {Company}?"
        ),
        .. Of("founded", "PER", "ORG", 0.9, "set-up", $"{Start} ~1 set up the?"),
        .. Of(
            "founded",
            "PER",
            "ORG",
            0.9,
            "founder-of",
            ",? is|was? the|a|an? ~1 founder|co-founder|founders of the?"
        ),
        .. Of(
            "founded",
            "ORG",
            "PER<",
            0.95,
            "passive",
            $"{Start} ,? which? was|is|were? ~1 founded|co-founded|established|started|created|launched ~4 by"
        ),
        .. Of("founded", "ORG", "PER<", 0.9, "founder", "'s? founder|co-founder|founders ,?"),
        .. Of("founded", "ORG", "ORG", 0.8, "verb", $"{Start} ~2 founded|established|co-founded the?"),
        .. Of("founded", "ORG", "ORG<", 0.85, "passive", $"{Start} was|is ~1 founded|established|created ~4 by the?"),
        // Ownership.
        .. Of(
            "acquired",
            "ORG",
            "ORG",
            0.95,
            "verb",
            $"{Start} ~2 acquired|acquires|bought|buys|purchased|purchases the? {Company}?"
        ),
        .. Of("acquired", "ORG", "ORG", 0.9, "took-over", $"{Start} ~1 took|takes over the?"),
        .. Of(
            "acquired",
            "ORG",
            "ORG",
            0.8,
            "agreed",
            $"{Start} has|have? agreed to buy|acquire|purchase the? {Company}?"
        ),
        .. Of(
            "acquired",
            "ORG",
            "ORG",
            0.9,
            "acquisition",
            $"{Start} ~1 completed|completes|announced|announces|closed its? the? ~1 acquisition|takeover|purchase of the?"
        ),
        .. Of("acquired", "ORG", "ORG", 0.9, "possessive", "'s ~2 acquisition|takeover|purchase of the?"),
        .. Of(
            "acquired",
            "ORG",
            "ORG<",
            0.95,
            "passive",
            $"{Start} was|were|is|been ~1 acquired|bought|purchased ~3 by the?"
        ),
        .. Of("acquired", "ORG", "ORG<", 0.9, "taken-over", $"{Start} was|were|been taken over ~3 by the?"),
        .. Of("acquired", "ORG", "ORG<", 0.8, "participle", ", acquired|bought ~3 by the?"),
        .. Of(
            "subsidiary_of",
            "ORG",
            "ORG",
            0.95,
            "noun",
            ",? is|was? a|an|the? ~2 subsidiary|unit|division|arm|brand of the?"
        ),
        .. Of("subsidiary_of", "ORG", "ORG", 0.9, "owned", ",? is|was? ~1 owned by the?"),
        .. Of("subsidiary_of", "ORG", "ORG<", 0.85, "possessive", "'s ~1 subsidiary|unit|division|arm ,?"),
        .. Of("subsidiary_of", "ORG", "ORG<", 0.9, "owns", $"{Start} owns the?"),
        // Places of organisations.
        .. Of("headquartered_in", "ORG", "LOC", 0.95, "verb", $"{Start} is|was ~1 headquartered|based in the?"),
        .. Of("headquartered_in", "ORG", "LOC", 0.95, "participle", ",|(? headquartered|based in the?"),
        .. Of(
            "headquartered_in",
            "ORG",
            "LOC",
            0.95,
            "noun",
            $"{Start} has|have|had its|their ~1 headquarters|seat in"
        ),
        .. Of("headquartered_in", "ORG", "LOC", 0.9, "possessive", "'s ~1 headquarters in|are in?"),
        .. Of("headquartered_in", "ORG", "LOC", 0.9, "moved", $"{Start} moved|moves|relocated its ~1 headquarters to"),
        .. Of("headquartered_in", "LOC", "ORG<", 0.9, "based", "-based ~2"),
        .. Of("located_in", "ORG", "LOC", 0.9, "verb", $"{Start} is|are|was ~1 located|situated in|near the?"),
        .. Of("located_in", "ORG", "LOC", 0.6, "in", "in the?"),
        .. Of("located_in", "ORG", "LOC", 0.85, "opened", $"{Start} opened|opens|operates|runs ~4 in"),
        .. Of(
            "located_in",
            "ORG",
            "LOC",
            0.85,
            "offices",
            ",? with|has|have ~2 office|offices|plant|plants|stores|factories|branches in"
        ),
        // Places in places.
        .. Of("located_in", "LOC", "LOC", 0.75, "comma", ","),
        .. Of(
            "located_in",
            "LOC",
            "LOC",
            0.9,
            "is-in",
            "is|lies|,? ~1 a|the? city|town|village|capital|port|region|district in|of the? ~1"
        ),
        .. Of("located_in", "LOC", "LOC", 0.85, "in", "lies|is? in ~1 the?"),
        // People and places.
        .. Of("born_in", "PER", "LOC", 0.95, "verb", $"{Start} ,|(? was|were? born ~5 in|at"),
        .. Of("born_in", "PER", "LOC", 0.8, "native", ", a native of"),
        .. Of("lives_in", "PER", "LOC", 0.95, "verb", $"{Start} ~1 lives|lived|living|resides|resided ~4 in"),
        .. Of("lives_in", "PER", "LOC", 0.85, "moved", $"{Start} ~1 moved|moves|emigrated to"),
    ];

    // One rule for each way to say it; the sign behind the second type tells which of them it is said of.
    private static Rule[] Of(
        string relation,
        string first,
        string second,
        double weight,
        string name,
        string between
    ) =>
        [
            new Rule(
                relation,
                name,
                $"<{first}>",
                $"<{second.TrimEnd('<')}>",
                second.EndsWith('<'),
                weight,
                new Pattern(between)
            ),
        ];
}
