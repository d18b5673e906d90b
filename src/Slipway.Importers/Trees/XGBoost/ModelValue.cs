using System.Globalization;

namespace Slipway.Importers.Trees.XGBoost;

/// <summary>
/// A value of an XGBoost model, from JSON or UBJSON. Arrays of numbers are kept as such: there are as many as the model has
/// nodes. What is asked for and not there makes the model corrupt.
/// </summary>
internal sealed class ModelValue
{
    private readonly Dictionary<string, ModelValue>? _members;
    private readonly IReadOnlyList<ModelValue>? _items;
    private readonly double[]? _numbers;
    private readonly string? _text;
    private readonly double _number = double.NaN;

    public ModelValue(Dictionary<string, ModelValue> members) => _members = members;

    public ModelValue(IReadOnlyList<ModelValue> items) => _items = items;

    public ModelValue(double[] numbers) => _numbers = numbers;

    public ModelValue(string text) => _text = text;

    public ModelValue(double number) => _number = number;

    public ModelValue this[string name] => Find(name) ?? throw Corrupt($"it has no '{name}'");

    /// <summary>The items of an array of anything but numbers.</summary>
    public IReadOnlyList<ModelValue> Items =>
        _items ?? (_numbers is { Length: 0 } ? [] : throw Corrupt("an array is missing"));

    public double[] Numbers =>
        _numbers ?? (_items is { Count: 0 } ? [] : throw Corrupt("an array of numbers is missing"));

    public string Text => _text ?? throw Corrupt("a text is missing");

    /// <summary>A number; the format also writes them as text.</summary>
    public double Number =>
        _text is null ? _number
        : double.TryParse(_text.Trim('[', ']'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw Corrupt($"'{_text}' is no number");

    public int Integer =>
        Number is var number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Corrupt($"{number} is no integer");

    public ModelValue? Find(string name) =>
        (_members ?? throw Corrupt($"'{name}' is asked of what is no object")).GetValueOrDefault(name);

    /// <summary>An array of integers of which each is below a bound.</summary>
    public int[] Integers(int atLeast, int below, string what)
    {
        var numbers = Numbers;
        var integers = new int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!(numbers[i] >= atLeast && numbers[i] < below) || numbers[i] != Math.Truncate(numbers[i]))
                throw Corrupt($"{what} has the value {numbers[i].ToString(CultureInfo.InvariantCulture)}");
            integers[i] = (int)numbers[i];
        }

        return integers;
    }

    public static ImportException Corrupt(string problem) =>
        new(ImportReasons.Corrupt, $"The XGBoost model is damaged: {problem}.");
}
