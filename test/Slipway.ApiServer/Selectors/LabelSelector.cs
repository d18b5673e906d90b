using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Selectors;

/// <summary>
/// Requirements on labels, all of which must hold: the query language of <c>labelSelector</c>
/// (<c>a=b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>, <c>a&gt;1</c>) and the objects of
/// <c>matchLabels</c> and <c>matchExpressions</c>.
/// </summary>
public sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.Count == 0;

    /// <exception cref="StatusException">The text is no selector: 400.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new SelectorReader(text).Read());

    /// <summary>A selector of an object's spec; null selects nothing there, an empty one everything.</summary>
    public static LabelSelector? Of(JsonObject? selector)
    {
        if (selector is null)
            return null;
        var requirements = new List<LabelRequirement>();
        if (selector["matchLabels"] is JsonObject labels)
            requirements.AddRange(OfMap(labels)._requirements);
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            requirements.Add(
                new LabelRequirement(
                    expression.Text("key") ?? "",
                    expression.Text("operator") switch
                    {
                        "In" => LabelOperator.In,
                        "NotIn" => LabelOperator.NotIn,
                        "Exists" => LabelOperator.Exists,
                        _ => LabelOperator.Absent,
                    },
                    expression.Texts("values")
                )
            );
        }

        return new LabelSelector(requirements);
    }

    /// <summary>A map of labels, each of which must be there.</summary>
    public static LabelSelector OfMap(JsonObject labels) =>
        new([.. labels.Select(label => new LabelRequirement(label.Key, LabelOperator.In, [label.Value.Text() ?? ""]))]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        _requirements.All(requirement => requirement.Matches(labels));

    public override string ToString() => string.Join(',', _requirements);
}
