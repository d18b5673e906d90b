namespace Slipway.Samples.Facts.Relations;

/// <summary>
/// Reads relations off the words between two entities of one sentence. Entities of one type in a list ("A, B and C") stand for
/// each other.
/// </summary>
internal static class RelationFinder
{
    // Beyond, rules would hardly fit, and the time would grow with the square of a sentence.
    private const int MostWordsBetween = 24;
    private const int MostGroupsBetween = 2;
    private const int MostInGroup = 8;
    private const double PerWord = 0.95;

    private static readonly HashSet<string> Former = new(StringComparer.Ordinal)
    {
        "former",
        "ex",
        "ex-",
        "then",
        "late",
    };

    private static readonly ILookup<(string, string), Rule> ByTypes = Rules.All.ToLookup(rule =>
        (rule.First, rule.Second)
    );

    public static IReadOnlyList<Relation> Find(
        string text,
        IReadOnlyList<Entity> entities,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Relation>();
        if (entities.Count < 2)
            return found;
        foreach (var sentence in Words.Sentences(text, entities))
        {
            cancellationToken.ThrowIfCancellationRequested();
            FindIn(sentence.ToArray(), text, entities, found);
        }

        return found;
    }

    private static void FindIn(Word[] words, string text, IReadOnlyList<Entity> entities, List<Relation> found)
    {
        var groups = Groups(words);
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = i + 1; j < groups.Count && j <= i + 1 + MostGroupsBetween; j++)
            {
                var between = words.AsSpan(groups[i].End, groups[j].Start - groups[i].End);
                if (between.Length > MostWordsBetween)
                    break;
                // "Former Acme chairman Bo Ek" works there no longer.
                var isFormer = groups[i].Start > 0 && Former.Contains(words[groups[i].Start - 1].Text);
                foreach (var (rule, passed) in Best(words[groups[i].Start].Text, words[groups[j].Start].Text, between))
                {
                    if (!isFormer || rule.Relation != "works_for")
                        Add(rule, passed, Members(words, groups[i]), Members(words, groups[j]));
                }
            }
        }

        void Add(Rule rule, int passed, List<int> first, List<int> second)
        {
            foreach (
                var (one, other) in first.SelectMany(_ => second, (one, other) => (entities[one], entities[other]))
            )
            {
                var (subject, target) = rule.IsReversed ? (other, one) : (one, other);
                var score = rule.Weight * Math.Pow(PerWord, passed) * one.Score * other.Score;
                found.Add(
                    new Relation(
                        rule.Relation,
                        subject,
                        target,
                        new Evidence(text[one.Start..other.End], one.Start, other.End),
                        $"{rule.Relation}/{rule.Name}",
                        Math.Round(score, 4)
                    )
                );
            }
        }
    }

    /// <summary>Of each relation the rule that counts most.</summary>
    private static IEnumerable<(Rule Rule, int Passed)> Best(string first, string second, ReadOnlySpan<Word> between)
    {
        var best = new Dictionary<string, (Rule Rule, int Passed, double Score)>(StringComparer.Ordinal);
        foreach (var rule in ByTypes[(first, second)])
        {
            var passed = rule.Between.Match(between);
            var score = rule.Weight * Math.Pow(PerWord, passed);
            if (passed >= 0 && (!best.TryGetValue(rule.Relation, out var other) || score > other.Score))
                best[rule.Relation] = (rule, passed, score);
        }

        return best.Values.Select(match => (match.Rule, match.Passed));
    }

    // The words of each entity, or of a list of them.
    private static List<(int Start, int End)> Groups(Word[] words)
    {
        var groups = new List<(int Start, int End)>();
        for (var at = 0; at < words.Length; at++)
        {
            if (!words[at].IsEntity)
                continue;
            var end = at + 1;
            var tried = end;
            for (var count = 1; count < MostInGroup && NextInList(words, at, tried) is var (next, isLast); count++)
            {
                tried = next;
                // Commas alone are no list: what follows may say what the first one is.
                if (isLast)
                    end = next;
            }

            groups.Add((at, end));
            at = end - 1;
        }

        return groups;
    }

    private static (int Next, bool IsLast)? NextInList(Word[] words, int first, int at)
    {
        var mark = at;
        // A place and a comma and another is where the first one lies.
        if (at < words.Length && words[at].Text == "," && words[first].Text != "<LOC>")
            at++;
        var isLast = at < words.Length && words[at].Text is "and" or "&";
        if (isLast)
            at++;
        return at > mark && at < words.Length && words[at].Text == words[first].Text ? (at + 1, isLast) : null;
    }

    private static List<int> Members(Word[] words, (int Start, int End) group) =>
        [.. words[group.Start..group.End].Where(word => word.IsEntity).Select(word => word.Entity)];
}
