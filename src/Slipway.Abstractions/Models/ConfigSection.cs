using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Models;

/// <summary>
/// Binds the section of <c>model.yaml</c> that belongs to a runtime or a task to its options. Strict, and all that is wrong is said at once.
/// </summary>
public static class ConfigSection
{
    /// <summary>The options of a package; the defaults where its <c>model.yaml</c> has no such section.</summary>
    /// <param name="package">The model.</param>
    /// <param name="section">The section's name, that of the runtime or task.</param>
    /// <param name="type">How the section is written; enumerations by their names in lower case.</param>
    /// <param name="example">A line of it, for the message to those who wrote something else than a map.</param>
    /// <param name="check">Adds what is wrong with values of the right types, a sentence each.</param>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static T Read<T>(
        ModelPackage package,
        string section,
        JsonTypeInfo<T> type,
        string example,
        Action<T, List<string>> check
    )
        where T : class, new()
    {
        if (!package.Config.Sections.TryGetValue(section, out var element) || element.ValueKind == JsonValueKind.Null)
            return new T();

        var errors = new List<string>();
        var options = Bind(section, element, type, example, errors);
        if (options is not null)
            check(options, errors);
        return errors.Count == 0
            ? options ?? new T()
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The {section} section of model '{package.Name}' is wrong: {string.Join(' ', errors)}"
            )
            {
                Reason = "invalid-config",
            };
    }

    /// <summary>The names of an enumeration, as a message lists them.</summary>
    public static string Names<T>()
        where T : struct, Enum => Names(typeof(T));

    private static T? Bind<T>(
        string section,
        JsonElement element,
        JsonTypeInfo<T> type,
        string example,
        List<string> errors
    )
        where T : class
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{section} is a map of keys, such as '{example}'.");
            return null;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (Find(type, property.Name) is null)
            {
                errors.Add(
                    $"'{section}.{property.Name}' is not known; the keys are "
                        + $"{string.Join(", ", type.Properties.Select(known => known.Name))}."
                );
            }
        }

        if (errors.Count > 0)
            return null;

        try
        {
            return element.Deserialize(type);
        }
        catch (JsonException error)
        {
            // The path goes on into lists and maps.
            var key = error.Path?.TrimStart('$', '.').Split('.', '[')[0] ?? "";
            var expected = Find(type, key) is { } property ? Expected(property) : "another value";
            var given = element.TryGetProperty(key, out var value) ? value.GetRawText() : "the value";
            errors.Add($"'{section}.{key}' must be {expected}, not {given}.");
            return null;
        }
    }

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(property => property.Name == name);

    private static string Expected(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum ? Names(type)
            : type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "a text"
            : type == typeof(double) ? "a number"
            : type == typeof(Dictionary<string, string>) ? "a map of texts, numbers in quotes"
            : type == typeof(List<string>) ? "a list of texts"
            : type == typeof(List<double>) ? "a list of numbers"
            : "a whole number";
    }

    private static string Names(Type type) =>
        "one of " + string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()));
}
