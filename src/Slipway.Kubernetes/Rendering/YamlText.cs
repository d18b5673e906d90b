using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Kubernetes.Api;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Kubernetes.Rendering;

/// <summary>
/// Objects as YAML: members in the order of their contracts, so that the same objects are the same text; a text is quoted where a
/// YAML 1.1 or 1.2 reader could take it for something else.
/// </summary>
public static partial class YamlText
{
    // YAML 1.1's words, which Kubernetes' reader still knows, numbers in all their forms, and dates.
    private const string Others =
        @"^(~|null|true|false|yes|no|on|off|y|n|[-+]?[.0-9][-+0-9a-fxo_.:]*|[-+]?\.(inf|nan)|=|<<)$";
    private const string Plain = @"^[A-Za-z0-9_./$][A-Za-z0-9_./$@%+=,;() *{}\[\]|<>!&?'-]*$";

    /// <summary>Documents, each behind <c>---</c>.</summary>
    public static string Of(IEnumerable<object> objects) => string.Concat(objects.Select(each => "---\n" + Of(each)));

    /// <summary>One document.</summary>
    public static string Of(object value)
    {
        var node = value as JsonNode ?? JsonSerializer.SerializeToNode(value, ResourceJson.Options);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, false, 1024, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var style = members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(null, null, isImplicit: true, style));
                foreach (var (name, value) in members)
                {
                    emitter.Emit(Text(name));
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                var form = items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, form));
                foreach (var item in items)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                // A number as JSON has it: no digit of it changes.
                emitter.Emit(new Scalar(node is null ? "null" : Number(node.ToJsonString())));
                break;
        }
    }

    private static string Number(string json) => json.EndsWith(".0", StringComparison.Ordinal) ? json[..^2] : json;

    private static Scalar Text(string text) =>
        new(
            AnchorName.Empty,
            TagName.Empty,
            text,
            IsLines(text) ? ScalarStyle.Literal
                : IsPlain().IsMatch(text) && !IsOther().IsMatch(text) && !text.EndsWith(' ') ? ScalarStyle.Plain
                : ScalarStyle.DoubleQuoted,
            isPlainImplicit: true,
            isQuotedImplicit: true
        );

    // Lines as they are; what a block could not give back is quoted.
    private static bool IsLines(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\n')
        && !text.Contains(" \n", StringComparison.Ordinal)
        && !text.EndsWith(' ')
        && text.All(each => each == '\n' || !char.IsControl(each));

    [GeneratedRegex(
        Others,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex IsOther();

    [GeneratedRegex(Plain, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsPlain();
}
