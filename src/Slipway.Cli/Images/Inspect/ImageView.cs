using Slipway.Cli.Images.Build;
using Slipway.Cli.Output;
using Slipway.Cli.Servers;
using Slipway.Errors;
using Slipway.Oci.Content;
using Spectre.Console;

namespace Slipway.Cli.Images.Inspect;

/// <summary>An image for people: its model and signature, what is said about it, and for each platform labels and layers.</summary>
internal static class ImageView
{
    public static void Write(IAnsiConsole console, ImageDescription image)
    {
        var facts = new Grid().AddColumn().AddColumn();
        foreach (
            var (name, value) in ((string, string?)[])
                [
                    ("image", image.Reference),
                    ("digest", image.Digest),
                    ("kind", image.Kind),
                    ("model", image.Model),
                    ("program", image.Program),
                    ("", image.Description),
                    (
                        "version",
                        image.ModelVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                            ?? image.ProgramVersion
                    ),
                    ("runtime", image.Runtime),
                    ("base", image.Base),
                    ("attached", image.Attached.Count == 0 ? null : string.Join(", ", image.Attached.Select(Words))),
                ]
        )
        {
            if (!string.IsNullOrEmpty(value))
                facts.AddRow($"[bold]{Markup.Escape(name)}[/]", Markup.Escape(Plain(value)));
        }

        console.Write(facts);
        if (image.Signature is { } signature)
            console.Write(ModelView.Signature(Described(signature).ToSignature()));
        foreach (var platform in image.Platforms)
            Write(console, platform);
    }

    private static void Write(IAnsiConsole console, ImagePlatform platform)
    {
        console.WriteLine();
        console.WriteLine(
            $"{platform.Platform ?? "any platform"}: {ByteSize.Of(platform.Size)} compressed, {platform.Digest}"
        );
        var layers = new Table { Border = TableBorder.Rounded }
            .AddColumn("layer")
            .AddColumn(new TableColumn("size").RightAligned())
            .AddColumn("digest");
        foreach (var layer in platform.Layers)
            layers.AddRow(Markup.Escape(Plain(layer.Kind)), ByteSize.Of(layer.Size), Digest.Parse(layer.Digest).Short);
        console.Write(layers);
        if (platform.Labels.Count == 0)
            return;
        var labels = new Table { Border = TableBorder.Rounded }
            .AddColumn("label")
            .AddColumn("value");
        foreach (var (name, value) in platform.Labels)
            labels.AddRow(Markup.Escape(Plain(name)), Markup.Escape(Plain(value)));
        console.Write(labels);
    }

    // What somebody else's image says may hold sequences that a terminal obeys.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Words(string artifactType) =>
        artifactType switch
        {
            "application/spdx+json" => "bill of materials (SPDX)",
            "application/vnd.in-toto+json" => "provenance",
            _ => artifactType,
        };

    private static ModelDescription Described(SignatureLabel signature) =>
        new() { Inputs = [.. signature.Inputs.Select(Tensor)], Outputs = [.. signature.Outputs.Select(Tensor)] };

    private static TensorDescription Tensor(SignatureTensor tensor) =>
        new()
        {
            Name = tensor.Name,
            Datatype = tensor.Datatype,
            Shape = tensor.Shape,
        };
}
