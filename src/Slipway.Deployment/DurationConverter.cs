using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Deployment;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>1m30s</c>, <c>2h</c>; 0 needs no unit.</summary>
public sealed class DurationConverter : JsonConverter<TimeSpan>
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
    ];

    private static readonly SearchValues<char> NumberParts = SearchValues.Create("0123456789.");

    /// <summary>The longest that is taken.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(365);

    /// <summary>In words, for errors.</summary>
    public const string Form = "a duration such as 250ms, 30s, 1m30s or 2h";

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => "",
        };
        return TryParse(text, out var duration) ? duration : throw new JsonException($"'{text}' is not {Form}.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));

    /// <summary>Parts from the largest unit down, each at most once; not negative, at most <see cref="Longest"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
            return true;
        if (text.Length is 0 or > 40)
            return false;
        var rest = text.AsSpan();
        var smallest = TimeSpan.MaxValue;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberParts);
            if (
                digits <= 0
                || !double.TryParse(
                    rest[..digits],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberParts);
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            rest = rest[unit.Length..];
            var length = Array.Find(Units, each => each.Unit == unit).Length;
            if (length == TimeSpan.Zero || length >= smallest || number * length.TotalDays > Longest.TotalDays)
                return false;
            smallest = length;
            duration += TimeSpan.FromTicks((long)Math.Round(number * length.Ticks));
        }

        return duration <= Longest;
    }

    /// <summary>As it is read: in whole parts, so that nothing is lost down to 0.1 µs.</summary>
    public static string Text(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder();
        Part(duration.Days, "d");
        Part(duration.Hours, "h");
        Part(duration.Minutes, "m");
        Part(duration.Seconds, "s");
        var milliseconds = duration.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerMillisecond;
        if (milliseconds != 0)
            text.Append(CultureInfo.InvariantCulture, $"{milliseconds:0.####}ms");
        return text.ToString();

        void Part(int number, string unit)
        {
            if (number != 0)
                text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
        }
    }
}
