using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// Puts the configuration of a model of Keras 1 into the words of Keras 2: layers and their arguments have other names
/// there, and what one class of merging layers did by its mode became a class for each mode.
/// </summary>
internal static class FirstKeras
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["output_dim"] = "units",
        ["nb_filter"] = "filters",
        ["filter_length"] = "kernel_size",
        ["subsample"] = "strides",
        ["subsample_length"] = "strides",
        ["atrous_rate"] = "dilation_rate",
        ["border_mode"] = "padding",
        ["dim_ordering"] = "data_format",
        ["pool_length"] = "pool_size",
        ["stride"] = "strides",
        ["length"] = "size",
        ["bias"] = "use_bias",
        ["inner_activation"] = "recurrent_activation",
    };

    // How weights are made, training, and what the kernel says by its shape.
    private static readonly HashSet<string> Dropped =
    [
        "init",
        "inner_init",
        "forget_bias_init",
        "beta_init",
        "gamma_init",
        "consume_less",
        "dropout_W",
        "dropout_U",
        "p",
        "sigma",
        "nb_row",
        "nb_col",
        "kernel_dim1",
        "kernel_dim2",
        "kernel_dim3",
        "output_shape",
        "input_dtype",
    ];

    private static readonly Dictionary<string, string> Classes = new()
    {
        ["AtrousConvolution1D"] = "Conv1D",
        ["AtrousConvolution2D"] = "Conv2D",
        ["Deconvolution2D"] = "Conv2DTranspose",
        ["TimeDistributedDense"] = "Dense",
    };

    private static readonly Dictionary<string, string> Merges = new()
    {
        ["sum"] = "Add",
        ["mul"] = "Multiply",
        ["ave"] = "Average",
        ["max"] = "Maximum",
        ["concat"] = "Concatenate",
        ["dot"] = "Dot",
    };

    /// <summary>Whether a version is of the first generation, which did not write it at first.</summary>
    public static bool Wrote(string? version) => version is null || version.StartsWith("1.", StringComparison.Ordinal);

    public static JsonElement Upgrade(JsonElement config)
    {
        var root = JsonObject.Create(config)!;
        Upgrade(root);
        return ConfigJson.Parse(root.ToJsonString(), "the attribute 'model_config'");
    }

    // The depth is that of the parsed file, which is bounded.
    private static void Upgrade(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Upgrade(item);
                }

                break;
            case JsonObject element:
                if (
                    element["class_name"] is JsonValue name
                    && name.TryGetValue<string>(out var className)
                    && element["config"] is JsonObject arguments
                )
                    Layer(element, className, arguments);
                foreach (var (_, value) in element)
                {
                    Upgrade(value);
                }

                break;
        }
    }

    private static void Layer(JsonObject element, string className, JsonObject config)
    {
        if (className is "Lambda" or "Model" or "Sequential")
            return;
        if (className == "Merge")
        {
            Merge(element, config);
            return;
        }

        if (Classes.TryGetValue(className, out var other))
            element["class_name"] = other;
        foreach (var (name, value) in config.ToList())
        {
            if (Dropped.Contains(name) && !(name == "output_shape" && className == "Reshape"))
                config.Remove(name);
            else if (Names.TryGetValue(name, out var renamed) && !config.ContainsKey(renamed))
            {
                config.Remove(name);
                config[renamed] = name == "dim_ordering" ? Format(value) : value?.DeepClone();
            }
            else if (name == "mode" && className == "BatchNormalization" && value?.ToJsonString() is not "1")
            {
                // The modes 0 and 2 differ in training only.
                config.Remove(name);
            }
            else if (name.EndsWith("_regularizer", StringComparison.Ordinal))
                config.Remove(name);
        }
    }

    private static JsonNode Format(JsonNode? ordering) =>
        ordering?.ToJsonString() == "\"th\"" ? "channels_first" : "channels_last";

    private static void Merge(JsonObject element, JsonObject config)
    {
        // A merging layer with models of its own, or with a function, stays what it is, and is refused as such.
        if (
            config["layers"] is JsonArray { Count: > 0 }
            || config["mode"] is not JsonValue value
            || !value.TryGetValue<string>(out var mode)
            || !Merges.TryGetValue(mode, out var className)
        )
            return;
        element["class_name"] = className;
        var arguments = new JsonObject { ["name"] = config["name"]?.DeepClone(), ["trainable"] = true };
        if (mode == "concat")
            arguments["axis"] = config["concat_axis"]?.DeepClone() ?? -1;
        if (mode == "dot")
            arguments["axes"] = Axes(config["dot_axes"]);
        element["config"] = arguments;
    }

    // A list for each of the two inputs, of one axis.
    private static JsonNode Axes(JsonNode? axes) =>
        axes is JsonArray { Count: 2 } pair
            ? new JsonArray([.. pair.Select(axis => (axis is JsonArray { Count: 1 } one ? one[0] : axis)?.DeepClone())])
            : axes?.DeepClone() ?? -1;
}
