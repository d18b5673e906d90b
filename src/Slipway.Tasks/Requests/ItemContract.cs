using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Tasks.Requests;

/// <summary>What an item is to look like: binds one, and says in the caller's words what is wrong with it.</summary>
internal sealed class ItemContract<TItem>(JsonTypeInfo<TItem> type)
    where TItem : class
{
    /// <summary>The names of all members, as a message lists them.</summary>
    public string Members => string.Join(", ", type.Properties.Select(property => $"'{property.Name}'"));

    /// <summary>The member of that name; null where there is none.</summary>
    public JsonPropertyInfo? Find(string name) => type.Properties.FirstOrDefault(property => property.Name == name);

    /// <summary>Makes an item of a JSON object. Strict: a member that is not known is refused.</summary>
    /// <param name="json">The object.</param>
    /// <param name="place">What a message begins with, such as the item's number; may be empty.</param>
    /// <exception cref="ServingException">InvalidArgument.</exception>
    public TItem Bind(ReadOnlySpan<byte> json, string place)
    {
        CheckMembers(json, place);
        try
        {
            return JsonSerializer.Deserialize(json, type)!;
        }
        catch (JsonException e)
        {
            throw new ServingException(ServingErrorCode.InvalidArgument, place + Describe(e, json, place), e);
        }
    }

    private void CheckMembers(ReadOnlySpan<byte> json, string place)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ItemContract.NameOf(ref reader);
            if (Find(name) is null)
            {
                throw ServingException.InvalidArgument(
                    $"{place}'{Shown.Of(name)}' is not known; {ItemContract.Noun(place)} has {Members}."
                );
            }

            reader.Skip();
        }
    }

    private string Describe(JsonException error, ReadOnlySpan<byte> json, string place)
    {
        var path = error.Path?.TrimStart('$', '.') ?? "";
        var name = path.Split('.', '[')[0];
        if (name.Length == 0)
            return (place.Length == 0 ? "A request" : "it") + $" needs {Required}{Optional}.";
        if (name != path || Find(name) is not { } property)
            return NestedProblem.Describe(path, error);
        return property.PropertyType == typeof(string) && IsText(json, name)
            ? ItemContract.NoUnicode($"'{path}'", inner: null).Message
            : $"'{path}' is to be {Kind(property.PropertyType)}.";
    }

    private static bool IsText(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
                return reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }

        return false;
    }

    private string Required => string.Join(" and ", Names(isRequired: true));

    private string Optional =>
        string.Join(", ", Names(isRequired: false)) is { Length: > 0 } names ? $", and may have {names}" : "";

    private IEnumerable<string> Names(bool isRequired) =>
        type.Properties.Where(property => property.IsRequired == isRequired).Select(property => $"'{property.Name}'");

    private static string Kind(Type wanted)
    {
        var plain = Nullable.GetUnderlyingType(wanted) ?? wanted;
        return plain == typeof(string) ? "a text"
            : plain == typeof(bool) ? "true or false"
            : plain.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(plain).Select(name => name.ToLowerInvariant()))
            : plain == typeof(int) || plain == typeof(long) ? "a whole number"
            : plain.IsPrimitive ? "a number"
            : plain.IsArray || plain.IsGenericType ? "a list"
            : "an object";
    }
}

/// <summary>The part of <see cref="ItemContract{TItem}"/> that is the same for all.</summary>
internal static class ItemContract
{
    /// <summary>What messages call an item: who sent one alone knows of no items.</summary>
    /// <param name="place">What its messages begin with.</param>
    public static string Noun(string place) => place.Length == 0 ? "a request" : "an item";

    /// <exception cref="ServingException">InvalidArgument: it is no Unicode text.</exception>
    public static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw NoUnicode("The name of a member", e);
        }
    }

    /// <inheritdoc cref="NameOf(ref Utf8JsonReader)"/>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw NoUnicode("The name of a member", e);
        }
    }

    public static ServingException NoUnicode(string what, Exception? inner) =>
        new(
            ServingErrorCode.InvalidArgument,
            $"{what} is no Unicode text: it holds half of a surrogate pair, or bytes that are not UTF-8.",
            inner
        );
}
