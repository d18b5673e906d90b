using System.Globalization;

namespace Slipway.ApiServer.Selectors;

internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    Absent,
    Greater,
    Less,
}

/// <summary>One requirement on one label.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => there && Values.Contains(value!),
            LabelOperator.NotIn => !there || !Values.Contains(value!),
            LabelOperator.Exists => there,
            LabelOperator.Absent => !there,
            LabelOperator.Greater => there && Compare(value!) > 0,
            _ => there && Compare(value!) < 0,
        };
    }

    public override string ToString() =>
        Operator switch
        {
            LabelOperator.In when Values.Count == 1 => $"{Key}={Values[0]}",
            LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
            LabelOperator.NotIn when Values.Count == 1 => $"{Key}!={Values[0]}",
            LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
            LabelOperator.Exists => Key,
            LabelOperator.Absent => "!" + Key,
            LabelOperator.Greater => $"{Key}>{Values[0]}",
            _ => $"{Key}<{Values[0]}",
        };

    private int Compare(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(Values[0], CultureInfo.InvariantCulture, out var bound)
            ? number.CompareTo(bound)
            : 0;
}
