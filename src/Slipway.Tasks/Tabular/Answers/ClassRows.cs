using System.Globalization;
using System.Text.Json;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>The classes of the rows of one call.</summary>
internal sealed class ClassRows : AnswerRows
{
    private readonly TensorValues? _classes;
    private readonly TensorValues? _probabilities;
    private readonly List<string> _labels;

    /// <summary>One column is the probability of the second of two classes.</summary>
    private readonly bool _isOfSecond;

    public ClassRows(TensorValues? classes, TensorValues? probabilities, IReadOnlyList<string> labels)
    {
        _classes = classes;
        _probabilities = probabilities;
        _isOfSecond = probabilities?.Width == 1;
        Count =
            probabilities is null ? 0
            : _isOfSecond ? 2
            : probabilities.Width;
        // Another number of labels than classes would name the wrong ones.
        HasNames = probabilities is null || labels.Count == Count;
        _labels = HasNames
            ? [.. labels]
            : [.. Enumerable.Range(0, Count).Select(at => at.ToString(CultureInfo.InvariantCulture))];
    }

    private int Count { get; }

    private bool HasNames { get; }

    public override IEnumerable<string> Header =>
        _probabilities is null ? ["label"] : ["label", "score", .. _labels.Select(name => $"probability_{name}")];

    public override IEnumerable<string> Fields(int row)
    {
        var place = PlaceOf(row);
        yield return _classes is not null && !IsNamed(place) ? _classes.TextAt(row) : _labels[place];
        if (_probabilities is null)
            yield break;
        yield return Text(Score(row, place));
        for (var at = 0; at < Count; at++)
        {
            yield return Text(Probability(row, at));
        }
    }

    public override void WriteMembers(Utf8JsonWriter writer, int row)
    {
        writer.WritePropertyName("label");
        WriteValue(writer, row);
        if (_probabilities is null)
            return;
        writer.WritePropertyName("score");
        Write(writer, Score(row, PlaceOf(row)));
        writer.WriteStartObject("probabilities");
        for (var at = 0; at < Count; at++)
        {
            writer.WritePropertyName(_labels[at]);
            Write(writer, Probability(row, at));
        }

        writer.WriteEndObject();
    }

    public override void WriteValue(Utf8JsonWriter writer, int row)
    {
        var place = PlaceOf(row);
        if (_classes is not null && !IsNamed(place))
            _classes.Write(writer, row);
        else if (HasNames)
            writer.WriteStringValue(_labels[place]);
        else
            writer.WriteNumberValue(place);
    }

    // A class that is a text stays as it is; a number is a place among the names, where there are such.
    private bool IsNamed(int place) => _classes is { IsText: false } && HasNames && place >= 0 && place < _labels.Count;

    private int PlaceOf(int row)
    {
        if (_classes is null)
            return Best(row);
        return _classes.IsText ? _labels.IndexOf(_classes.TextAt(row)) : _classes.PlaceAt(row);
    }

    private int Best(int row)
    {
        var best = 0;
        for (var at = 1; at < Count; at++)
        {
            if (Probability(row, at) > Probability(row, best))
                best = at;
        }

        return best;
    }

    private double Score(int row, int place) => Probability(row, place >= 0 && place < Count ? place : Best(row));

    // As a float where it is one: its shortest form has fewer digits.
    private double Probability(int row, int at)
    {
        if (!_isOfSecond)
            return Shortened(_probabilities!.NumberAt((row * Count) + at));
        var second = _probabilities!.NumberAt(row);
        return Shortened(at == 1 ? second : 1 - second);
    }

    private static double Shortened(double value) =>
        (float)value is var single && float.IsFinite(single)
            ? double.Parse(single.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value;

    private static string Text(double value) =>
        double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "";

    private static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
