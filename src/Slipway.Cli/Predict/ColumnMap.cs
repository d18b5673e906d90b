using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Predict.Rows;

namespace Slipway.Cli.Predict;

/// <summary>Which column becomes which member of a request, and what every request says besides.</summary>
internal sealed class ColumnMap
{
    private readonly (string Member, string Column, string Type, bool IsRequired)[] _members;
    private readonly (string Member, JsonElement Value)[] _constants;

    private ColumnMap(
        (string Member, string Column, string Type, bool IsRequired)[] members,
        (string Member, JsonElement Value)[] constants
    )
    {
        _members = members;
        _constants = constants;
    }

    /// <param name="schema">The request's, an object's.</param>
    /// <param name="columns">Those of the input.</param>
    /// <param name="mapped">What the user says: member and column.</param>
    /// <param name="constants">Members that are the same in every request, as texts.</param>
    /// <exception cref="CliException">A member or a column is not there, or none comes for one that is needed.</exception>
    public static ColumnMap Create(
        JsonElement schema,
        IReadOnlyList<string> columns,
        IReadOnlyDictionary<string, string> mapped,
        IReadOnlyDictionary<string, string> constants
    )
    {
        var types = TypesOf(schema);
        var required = RequiredOf(schema);
        foreach (var member in mapped.Keys.Concat(constants.Keys))
        {
            if (types.Count > 0 && !types.ContainsKey(member))
                throw CliException.Usage($"The model takes no '{member}'; it takes {List(types.Keys)}.");
        }

        foreach (var (member, column) in mapped)
        {
            if (!columns.Contains(column))
                throw CliException.Usage(
                    $"--map {member}={column}: the input has no column '{column}'; it has {List(columns)}."
                );
        }

        var from = new Dictionary<string, string>(mapped, StringComparer.Ordinal);
        foreach (var member in types.Keys.Where(member => columns.Contains(member) && !constants.ContainsKey(member)))
        {
            from.TryAdd(member, member);
        }

        var missing = required.Where(member => !from.ContainsKey(member) && !constants.ContainsKey(member)).ToList();
        // One column and one thing to say: no name is needed.
        if (missing is [var only] && columns is [var single])
            from[only] = single;
        else if (missing.Count > 0 || from.Count == 0)
        {
            throw CliException.Usage(
                $"The model needs {List(missing.Count > 0 ? missing : types.Keys)}, and the input has {List(columns)}: say which "
                    + $"column it is with --map {(missing.Count > 0 ? missing[0] : types.Keys.First())}=COLUMN."
            );
        }

        return new ColumnMap(
            [
                .. from.Select(pair =>
                    (pair.Key, pair.Value, types.GetValueOrDefault(pair.Key, ""), required.Contains(pair.Key))
                ),
            ],
            [
                .. constants.Select(pair =>
                    (pair.Key, Convert(JsonValues.Text(pair.Value), types.GetValueOrDefault(pair.Key, "")))
                ),
            ]
        );
    }

    /// <summary>The request of a row. A member whose cell is empty is left out where it may be.</summary>
    public JsonElement Request(InputRow row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (member, column, type, isRequired) in _members)
            {
                var value = Find(row, column);
                if (value is not { } found || (!isRequired && IsEmpty(found)))
                    continue;
                writer.WritePropertyName(member);
                Convert(found, type).WriteTo(writer);
            }

            foreach (var (member, value) in _constants)
            {
                writer.WritePropertyName(member);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // What is no number is sent as it is: the server says what is wrong with it, and the row is known then.
    private static JsonElement Convert(JsonElement value, string type)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value;
        var text = value.GetString()!.Trim();
        return type switch
        {
            "number"
            or "integer"
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => JsonValues.Of(number),
            "boolean" when bool.TryParse(text, out var flag) => JsonValues.Of(flag),
            "array" or "object" when text.StartsWith('[') || text.StartsWith('{') => ParseOr(text, value),
            _ => value,
        };
    }

    private static JsonElement ParseOr(string text, JsonElement otherwise)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return otherwise;
        }
    }

    private static JsonElement? Find(InputRow row, string column)
    {
        foreach (var (name, value) in row.Columns)
        {
            if (name == column)
                return value;
        }

        return null;
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    private static Dictionary<string, string> TypesOf(JsonElement schema)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!schema.TryGetProperty("properties", out var properties))
            return types;
        foreach (var property in properties.EnumerateObject())
        {
            types[property.Name] = TypeOf(property.Value);
        }

        return types;
    }

    // A member that may be null has a list of types.
    private static string TypeOf(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) ? ""
        : type.ValueKind == JsonValueKind.String ? type.GetString()!
        : type.EnumerateArray().Select(one => one.GetString()!).FirstOrDefault(one => one != "null", "");

    private static List<string> RequiredOf(JsonElement schema) =>
        schema.TryGetProperty("required", out var required)
            ? [.. required.EnumerateArray().Select(member => member.GetString()!)]
            : [];

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Take(20).Select(name => $"'{name}'")) is { Length: > 0 } list ? list : "none";
}
