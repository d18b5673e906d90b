using System.Text.Json;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Graph;

/// <summary>A layer as a configuration describes it.</summary>
/// <param name="ClassName">Its class, without a package: <c>Conv2D</c>.</param>
/// <param name="Module">Where its class is; operations of <c>keras.ops</c> are told from layers by it.</param>
/// <param name="Name">Its name, unique in its model.</param>
/// <param name="Config">Its arguments.</param>
/// <param name="Element">The whole description.</param>
internal sealed record LayerDefinition(
    string ClassName,
    string Module,
    string Name,
    JsonElement Config,
    JsonElement Element
)
{
    private const string OpsModule = "keras.src.ops";

    // HDF5 files do not say where a class is; what a layer always has tells it from an operation of the same name.
    public bool IsOperation =>
        Module.StartsWith(OpsModule, StringComparison.Ordinal)
        || (
            Module.Length == 0
            && !IsInput
            && !IsModel
            && Config.ValueKind == JsonValueKind.Object
            && !Config.TryGetProperty("trainable", out _)
            && !Config.TryGetProperty("dtype", out _)
        );

    public bool IsInput => ClassName == "InputLayer";

    public bool IsModel => ClassName is "Functional" or "Model" or "Sequential";

    public override string ToString() => $"{Name} ({ClassName})";

    /// <exception cref="ImportException">It is no description of a layer.</exception>
    public static LayerDefinition Parse(JsonElement element)
    {
        if (
            element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("class_name", out var className)
            || className.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("config", out var config)
        )
        {
            throw Corrupt.File("the configuration has a layer without a class or arguments.");
        }

        // Custom classes are "package>Class".
        var name = className.GetString()!;
        return new LayerDefinition(
            name,
            Text(element, "module") ?? "",
            Text(element, "name") ?? Text(config, "name") ?? name,
            config,
            element
        );
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
