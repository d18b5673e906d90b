using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Tabular.Options;

/// <summary>Binds and checks the section.</summary>
internal static class TabularOptionsReader
{
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static TabularOptions Read(ModelPackage package, string section) =>
        ConfigSection.Read(
            package,
            section,
            TabularJsonContext.Default.TabularOptions,
            "columns: [{name: age}]",
            (options, errors) => Check(section, options, errors)
        );

    /// <summary>The character that a delimiter names, or null.</summary>
    public static char? Delimiter(string text) =>
        text switch
        {
            "tab" or "\\t" => '\t',
            { Length: 1 } when text[0] is not ('"' or '\r' or '\n') and < (char)128 => text[0],
            _ => null,
        };

    private static void Check(string section, TabularOptions options, List<string> errors)
    {
        if (Delimiter(options.Delimiter) is null)
            errors.Add($"'{section}.delimiter' is one ASCII character or 'tab', not '{options.Delimiter}'.");
        if (options.Values.Count > 0 && (options.Label ?? options.Probabilities) is not null)
            errors.Add(
                $"'{section}.values' and '{section}.label' exclude each other: a model answers classes or values."
            );
        for (var i = 0; i < options.Columns.Count; i++)
        {
            Check($"{section}.columns[{i}]", options.Columns[i], errors);
        }

        for (var i = 0; i < options.Values.Count; i++)
        {
            if (options.Values[i].Index < 0)
                errors.Add($"'{section}.values[{i}].index' is 0 or more, not {options.Values[i].Index}.");
        }
    }

    private static void Check(string place, ColumnOptions column, List<string> errors)
    {
        if (string.IsNullOrEmpty(column.Name))
            errors.Add($"'{place}' needs a name.");
        if (column is { Categories.Count: > 0, Map.Count: > 0 })
            errors.Add($"'{place}' has 'categories' and 'map'; give one.");
        if (column is { Map.Count: > 0, Encoding: CategoryEncoding.OneHot })
            errors.Add($"'{place}' has a 'map', and so no one-hot encoding; give 'categories'.");
        if (column.Categories.Distinct(StringComparer.Ordinal).Count() < column.Categories.Count)
            errors.Add($"'{place}.categories' names one twice.");
        if (column.Missing == MissingValue.Default && column.Default is null)
            errors.Add($"'{place}' says 'missing: default' and has no 'default'.");
        if (column.Scale is { } scale && !IsWhole(scale))
        {
            errors.Add($"'{place}.scale' needs 'mean' and a 'std' over 0, or 'min' and a 'max' above it.");
        }
    }

    private static bool IsWhole(ScaleOptions scale) =>
        scale switch
        {
            { Mean: { } mean, Std: > 0 and var std, Min: null, Max: null } => double.IsFinite(mean)
                && double.IsFinite(std),
            { Mean: null, Std: null, Min: { } min, Max: { } max } => min < max && double.IsFinite(max - min),
            _ => false,
        };
}
