using System.Globalization;
using Slipway.Cli.Servers;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;
using Spectre.Console;

namespace Slipway.Cli.Output;

/// <summary>A model for people: its facts, then its inputs and outputs.</summary>
internal static class ModelView
{
    private const int MostLabels = 6;

    public static void Write(IAnsiConsole console, ModelDescription model)
    {
        console.Write(Facts(model));
        var signature = model.ToSignature();
        if (signature.Inputs.Count + signature.Outputs.Count == 0)
            return;
        console.Write(Signature(signature));
        var free = FreeDimensions(signature);
        if (free.Length > 0)
            console.WriteLine($"Free dimensions: {free}");
    }

    private static Grid Facts(ModelDescription model)
    {
        var grid = new Grid().AddColumn().AddColumn();
        var version = model.Version?.ToString(CultureInfo.InvariantCulture) ?? string.Join(", ", model.Versions ?? []);
        var facts = new List<(string, string?)>
        {
            ("model", model.Name),
            ("", model.Description),
            ("version", version),
            ("path", model.Path),
            ("size", model.SizeBytes is { } bytes ? ByteSize.Of(bytes) : null),
            ("runtime", model.Runtime),
            ("platform", model.Platform),
        };
        // The ONNX runtime states the size as well.
        facts.AddRange(
            (model.Properties ?? []).Where(p => p.Key != "file size").Select(p => (p.Key, (string?)p.Value))
        );
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow($"[bold]{Markup.Escape(name)}[/]", Markup.Escape(value));
        }

        return grid;
    }

    /// <summary>Inputs and outputs.</summary>
    public static Table Signature(ModelSignature signature)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("").AddColumn("name").AddColumn("datatype").AddColumn("shape").AddColumn("meaning");
        foreach (var (kind, specs) in new[] { ("input", signature.Inputs), ("output", signature.Outputs) })
        {
            foreach (var spec in specs)
            {
                table.AddRow(
                    spec.IsOptional ? $"{kind} (optional)" : kind,
                    Markup.Escape(spec.Name),
                    spec.DataType.Name(),
                    Markup.Escape(Shape(spec)),
                    Markup.Escape(Meaning(spec))
                );
            }
        }

        return table;
    }

    // A free dimension shows the model's own name for it.
    private static string Shape(TensorSpec spec)
    {
        var parts = new string[spec.Shape.Rank];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] =
                spec.Shape[i] >= 0 ? spec.Shape[i].ToString(CultureInfo.InvariantCulture)
                : i < spec.DimensionNames.Count && spec.DimensionNames[i] is { Length: > 0 } name ? name
                : "?";
        }

        return $"[{string.Join(", ", parts)}]";
    }

    private static string Meaning(TensorSpec spec)
    {
        if (spec.Labels.Count == 0)
            return spec.Description ?? "";
        var labels = string.Join(", ", spec.Labels.Take(MostLabels));
        var all = spec.Labels.Count > MostLabels ? $"{labels}, … ({spec.Labels.Count})" : labels;
        return spec.Description is null ? all : $"{spec.Description} {all}";
    }

    private static string FreeDimensions(ModelSignature signature) =>
        string.Join(
            ", ",
            signature
                .Inputs.Concat(signature.Outputs)
                .SelectMany(spec =>
                    Enumerable.Range(0, spec.Shape.Rank).Where(i => spec.Shape[i] < 0).Select(i => Free(spec, i))
                )
                .Distinct(StringComparer.Ordinal)
        );

    private static string Free(TensorSpec spec, int axis) =>
        axis < spec.DimensionNames.Count && spec.DimensionNames[axis] is { Length: > 0 } name
            ? name
            : $"axis {axis} of {spec.Name}";
}
