using System.Globalization;
using System.Text.Json;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Graph;

/// <summary>
/// The arguments of a layer. It knows which have been read, so that one that nobody knows cannot change the numbers
/// silently.
/// </summary>
internal sealed class LayerConfig(LayerDefinition layer)
{
    // What concerns training, building and bookkeeping only.
    private static readonly HashSet<string> Harmless =
    [
        "name",
        "trainable",
        "dtype",
        "batch_input_shape",
        "batch_shape",
        "input_dtype",
        "input_shape",
        "seed",
        "noise_shape",
        "rate",
        "dropout",
        "recurrent_dropout",
        "dropout_rate",
        "attn_dropout",
        "unroll",
        "implementation",
        "momentum",
        "activity_regularizer",
        "input_dim",
        "output_dim",
        "input_length",
        "units",
        "filters",
        "kernel_size",
        "unit_forget_bias",
        "synchronized",
        "fused",
        "use_cudnn",
        "autocast",
        "flash_attention",
        "quantization_config",
        "stddev",
        "l1",
        "l2",
        "use_legacy_format",
        "lora_rank",
        "lora_alpha",
        "build_config",
        "compile_config",
    ];

    private static readonly string[] HarmlessEndings = ["_initializer", "_regularizer", "_constraint"];

    private readonly HashSet<string> _read = [];

    /// <summary>The arguments that nobody has asked for and that say something.</summary>
    public IEnumerable<string> Unknown =>
        layer.Config.ValueKind != JsonValueKind.Object
            ? []
            : layer
                .Config.EnumerateObject()
                .Where(property => !_read.Contains(property.Name) && !IsHarmless(property.Name))
                .Where(property => property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
                .Select(property => property.Name);

    /// <summary>An argument; null where it is missing or <c>None</c>.</summary>
    public JsonElement? Value(string name)
    {
        _read.Add(name);
        return
            layer.Config.ValueKind == JsonValueKind.Object
            && layer.Config.TryGetProperty(name, out var value)
            && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
    }

    public bool Has(string name) => Value(name) is not null;

    public string? Text(string name) =>
        Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "text");

    public bool Flag(string name, bool standard = false) =>
        Value(name)?.ValueKind switch
        {
            null => standard,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // What Python takes for one or the other.
            JsonValueKind.Number => Value(name)!.Value.GetDouble() != 0,
            _ => throw Wrong(name, "true or false"),
        };

    public long? Integer(string name) =>
        Value(name) is not { } value ? null
        : Literals.Integer(value) is { } integer ? integer
        : throw Wrong(name, "an integer");

    public double? Number(string name) =>
        Value(name) is not { } value ? null
        : Literals.Number(value) is { } number ? number
        : throw Wrong(name, "a number");

    /// <summary>A list of integers; one alone is a list of one.</summary>
    public long[]? Integers(string name) =>
        Value(name) is not { } value ? null
        : Literals.Integers(value) is { } integers ? integers
        : throw Wrong(name, "a list of integers");

    public ImportException Wrong(string name, string wanted) =>
        Corrupt.File(
            string.Create(CultureInfo.InvariantCulture, $"the argument '{name}' of layer '{layer}' is not {wanted}.")
        );

    private static bool IsHarmless(string name) =>
        Harmless.Contains(name)
        || Array.Exists(HarmlessEndings, ending => name.EndsWith(ending, StringComparison.Ordinal));
}
