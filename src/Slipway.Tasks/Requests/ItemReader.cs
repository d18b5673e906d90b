using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>Reads items out of JSON. Strict: a member that is not known is refused, since it would be without effect.</summary>
internal sealed class ItemReader<TItem>(JsonTypeInfo<TItem> type, string? subject)
    where TItem : class
{
    /// <summary>Items of one request.</summary>
    public const int MostItems = 100_000;

    private const long MostRepeated = 64 << 20;

    private readonly ItemContract<TItem> _contract = new(type);

    /// <summary>Whether an item may be a text alone.</summary>
    public bool TakesText => subject is not null && _contract.Find(subject)?.PropertyType == typeof(string);

    /// <summary>The items of a body, and whether it is a list of them, be it of one.</summary>
    /// <param name="root">One item, a list of items, or an object whose subject is a list.</param>
    /// <param name="options">Those of the address, for what an item does not say itself.</param>
    /// <exception cref="ServingException">InvalidArgument.</exception>
    public (IReadOnlyList<TItem> Items, bool IsList) Read(JsonElement root, IReadOnlyDictionary<string, string> options)
    {
        if (root.ValueKind == JsonValueKind.Array && !IsSubject(root))
        {
            CheckCount(root);
            return ([.. root.EnumerateArray().Select((item, i) => Single(item, options, $"Item {i}: "))], true);
        }

        if (
            subject is not null
            && root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty(subject, out var values)
            && values.ValueKind == JsonValueKind.Array
            && !IsSubject(values)
        )
        {
            CheckCount(values);
            CheckSize(root, values);
            return (
                [
                    .. values
                        .EnumerateArray()
                        .Select((value, i) => _contract.Bind(Rewrite(root, value, options).WrittenSpan, $"Item {i}: ")),
                ],
                true
            );
        }

        return ([Single(root, options, "")], false);
    }

    /// <summary>The item that a text body is.</summary>
    /// <exception cref="ServingException">InvalidArgument: it is not UTF-8, or an option is wrong.</exception>
    public TItem ReadText(TypedRequest request)
    {
        var text = TextBody.Read(request.Body);
        var buffer = new ArrayBufferWriter<byte>(request.Body.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(subject!, text);
            WriteOptions(writer, Has, request.Options);
            writer.WriteEndObject();
        }

        return _contract.Bind(buffer.WrittenSpan, "");

        bool Has(string name) => name == subject;
    }

    // A list where the subject itself is one (a vector) is a value and not many.
    private bool IsSubject(JsonElement list) =>
        subject is not null
        && _contract.Find(subject) is { } property
        && property.PropertyType != typeof(string)
        && property.PropertyType != typeof(JsonElement)
        && property.PropertyType.IsArray
        && (list.GetArrayLength() == 0 || list[0].ValueKind is JsonValueKind.Number);

    private TItem Single(JsonElement item, IReadOnlyDictionary<string, string> options, string place)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            // Nearly always as it came.
            return options.Count == 0
                ? _contract.Bind(JsonMarshal.GetRawUtf8Value(item), place)
                : _contract.Bind(Rewrite(item, default, options).WrittenSpan, place);
        }

        if (subject is null || item.ValueKind is JsonValueKind.Null)
        {
            throw ServingException.InvalidArgument(
                $"{place}{Words(item)} is not taken; {ItemContract.Noun(place)} is an object with {_contract.Members}."
            );
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(subject);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(item), skipInputValidation: true);
            WriteOptions(writer, Has, options);
            writer.WriteEndObject();
        }

        return _contract.Bind(buffer.WrittenSpan, place);

        bool Has(string name) => name == subject;
    }

    // The object with one value of its subject in place of the list, and with the options that it does not have.
    private ArrayBufferWriter<byte> Rewrite(
        JsonElement item,
        JsonElement value,
        IReadOnlyDictionary<string, string> options
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            writer.WritePropertyName(ItemContract.NameOf(member));
            var isReplaced = value.ValueKind != JsonValueKind.Undefined && member.NameEquals(subject);
            writer.WriteRawValue(
                JsonMarshal.GetRawUtf8Value(isReplaced ? value : member.Value),
                skipInputValidation: true
            );
        }

        WriteOptions(writer, name => item.TryGetProperty(name, out _), options);
        writer.WriteEndObject();
        return buffer;
    }

    // What an item says itself counts more than the address.
    private void WriteOptions(
        Utf8JsonWriter writer,
        Func<string, bool> has,
        IReadOnlyDictionary<string, string> options
    )
    {
        foreach (var (name, value) in options.Where(option => !has(option.Key)))
        {
            writer.WritePropertyName(name);
            OptionText.Write(writer, value, _contract.Find(name)?.PropertyType);
        }
    }

    private static string Words(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "a list",
            _ => Shown.Of(element.GetRawText()),
        };

    // The members beside a list go with each of its items.
    private void CheckSize(JsonElement root, JsonElement values)
    {
        var beside = JsonMarshal.GetRawUtf8Value(root).Length - JsonMarshal.GetRawUtf8Value(values).Length;
        if ((long)beside * values.GetArrayLength() > MostRepeated)
        {
            throw ServingException.TooLarge(
                $"The options beside '{subject}' have {beside} bytes and go with each of its {values.GetArrayLength()} items: "
                    + "send them in several requests."
            );
        }
    }

    private static void CheckCount(JsonElement list)
    {
        if (list.GetArrayLength() > MostItems)
        {
            throw ServingException.TooLarge(
                $"The request has {list.GetArrayLength()} items; at most {MostItems} are taken at once."
            );
        }
    }
}
