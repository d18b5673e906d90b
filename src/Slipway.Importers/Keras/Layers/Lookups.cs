using System.Globalization;
using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Words and numbers as their places in a vocabulary, and back.</summary>
internal static class Lookups
{
    private const string VocabularyFile = "vocabulary.txt";

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("StringLookup", call => Map(call, Words), MaskRule.Ends);
        entries.Add("IntegerLookup", call => Map(call, Numbers), MaskRule.Ends);
    }

    private static KerasTensor Map(
        LayerCall call,
        Func<LayerCall, IReadOnlyList<string>, string?, bool, KerasTensor> look
    )
    {
        var mode = call.Config.Text("output_mode") ?? "int";
        var oov = call.Config.Integer("num_oov_indices") ?? 1;
        var mask = Token(call, "mask_token");
        var unknown = Token(call, "oov_token") ?? "[UNK]";
        call.Config.Value("max_tokens");
        call.Config.Value("vocabulary_size");
        call.Config.Value("encoding");
        call.Config.Value("vocabulary_dtype");
        call.Config.Value("pad_to_max_tokens");
        if (call.Config.Has("idf_weights"))
            throw new NotMappedException("weighs its words (tf_idf)");
        if (oov > 1)
            throw new NotMappedException($"spreads unknown words over {oov} places by a hash (num_oov_indices)");
        if (mask is not null && mode != "int")
            throw new NotMappedException($"has a mask_token and the output_mode '{mode}'");
        var tokens = Vocabulary(call);
        // What is in front of the words: the mask's place, then that of the unknown ones.
        List<string> special = mask is null ? [] : [mask];
        if (oov == 1)
            special.Add(unknown);
        var all = tokens.Take(special.Count).SequenceEqual(special) ? tokens : [.. special, .. tokens];
        var result = look(call, all, oov == 1 ? unknown : null, call.Config.Flag("invert"));
        return call.Config.Flag("invert") ? result : CategoryEncoding.Encode(call, result, mode, all.Length);
    }

    private static KerasTensor Words(LayerCall call, IReadOnlyList<string> all, string? unknown, bool isInverse)
    {
        var places = Enumerable.Range(0, all.Count).Select(place => (long)place).ToArray();
        return isInverse
            ? Encode(
                call,
                DataType.Int64,
                DataType.String,
                ["keys_int64s", "values_strings", "default_string"],
                places,
                all,
                unknown ?? ""
            )
            : Encode(
                call,
                DataType.String,
                DataType.Int64,
                ["keys_strings", "values_int64s", "default_int64"],
                all,
                places,
                Unknown(all, unknown)
            );
    }

    private static KerasTensor Numbers(LayerCall call, IReadOnlyList<string> all, string? unknown, bool isInverse)
    {
        var numbers = all.Select(token =>
                long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw call.Config.Wrong("vocabulary", "a list of integers")
            )
            .ToArray();
        var places = Enumerable.Range(0, all.Count).Select(place => (long)place).ToArray();
        string[] names = ["keys_int64s", "values_int64s", "default_int64"];
        return isInverse
            ? Encode(
                call,
                DataType.Int64,
                DataType.Int64,
                names,
                places,
                numbers,
                numbers.ElementAtOrDefault((int)Unknown(all, unknown))
            )
            : Encode(call, DataType.Int64, DataType.Int64, names, numbers, places, Unknown(all, unknown));
    }

    // Without a place for unknown words the framework fails on them; here they get none.
    private static long Unknown(IReadOnlyList<string> all, string? unknown) =>
        unknown is null ? -1 : all.ToList().IndexOf(unknown);

    private static KerasTensor Encode(
        LayerCall call,
        DataType from,
        DataType to,
        string[] names,
        object keys,
        object values,
        object standard
    )
    {
        var graph = call.Graph;
        var x = from == DataType.String ? call.Input : graph.Cast(call.Input, from);
        graph.Builder.Import("ai.onnx.ml", 3);
        var y = graph.Builder.UniqueName("/LabelEncoder");
        graph.Builder.Node(
            "ai.onnx.ml",
            "LabelEncoder",
            [graph.Plain(x)],
            [y],
            Attribute(names[0], keys),
            Attribute(names[1], values),
            Attribute(names[2], standard)
        );
        return new KerasTensor(to, x.Shape) { Plain = y };
    }

    private static Onnx.Proto.AttributeProto Attribute(string name, object value) =>
        value switch
        {
            long number => OnnxAttribute.Of(name, number),
            string text => OnnxAttribute.Of(name, text),
            IEnumerable<long> numbers => OnnxAttribute.Of(name, numbers),
            IEnumerable<string> texts => OnnxAttribute.Of(name, texts),
            _ => throw new InvalidOperationException(),
        };

    private static string[] Vocabulary(LayerCall call)
    {
        if (call.Config.Value("vocabulary") is { ValueKind: JsonValueKind.Array } list)
            return [.. list.EnumerateArray().Select(Text)];
        if (call.Weights.Asset(VocabularyFile) is { } text)
            return text.Split('\n');
        throw new NotMappedException("has no vocabulary in the file");
    }

    private static string? Token(LayerCall call, string name) =>
        call.Config.Value(name) is { } value ? Text(value) : null;

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
