using System.Globalization;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Images.Packages;

/// <summary>The names of a model's classes, in its own order.</summary>
internal static class ClassLabels
{
    private const int MostLabels = 1_000_000;

    /// <summary>
    /// From the section's labels file, else what <c>model.yaml</c> or the model says of the output, else
    /// <c>config.json</c>; empty where none of them says.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static IReadOnlyList<string> Read(ModelPackage package, string? labelsFile, TensorSpec? output)
    {
        if (labelsFile is not null)
            return PackageFiles.ReadLines(package, labelsFile);
        if (output is { Labels.Count: > 0 })
            return output.Labels;
        using var config = PackageFiles.ReadJson(package, PackageFiles.Config);
        return config is not null && config.RootElement.TryGetProperty("id2label", out var labels)
            ? Read(package, labels)
            : [];
    }

    private static string[] Read(ModelPackage package, JsonElement labels)
    {
        if (labels.ValueKind != JsonValueKind.Object)
            throw Invalid(package);
        var found = new SortedDictionary<int, string>();
        foreach (var label in labels.EnumerateObject())
        {
            if (
                !int.TryParse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= MostLabels
                || label.Value.ValueKind != JsonValueKind.String
            )
            {
                throw Invalid(package);
            }

            found[index] = label.Value.GetString()!;
        }

        // Some detectors leave numbers out.
        var names = new string[found.Count == 0 ? 0 : found.Keys.Last() + 1];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = found.GetValueOrDefault(i) ?? NameOf(i);
        }

        return names;
    }

    /// <summary>The name of a class of which nothing is known but its number.</summary>
    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"class {index}");

    private static ServingException Invalid(ModelPackage package) =>
        PackageFiles.Invalid(
            $"'id2label' in {PackageFiles.Config} of model '{package.Name}' is a map of numbers to texts, such as {{\"0\": \"cat\"}}."
        );
}
