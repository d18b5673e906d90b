using System.Globalization;
using Slipway.Gateway.Recognition;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// The time that a caller gives: <c>grpc-timeout</c> ("gRPC over HTTP/2", Requests) or, over REST, the headers that model servers
/// know. What cannot be read is left for the replica to refuse.
/// </summary>
internal static class CallerDeadline
{
    public const string GrpcHeader = "grpc-timeout";
    public const string RestHeader = "x-request-timeout-ms";
    public const string EnvoyHeader = "x-envoy-expected-rq-timeout-ms";

    private const int MostDigits = 8;

    /// <summary>Null where there is none.</summary>
    public static TimeSpan? Read(IHeaderDictionary headers, Surface surface)
    {
        if (surface == Surface.Grpc)
            return headers.TryGetValue(GrpcHeader, out var timeout) ? OfGrpc(timeout.ToString()) : null;
        return headers.TryGetValue(RestHeader, out var own) ? OfRest(own.ToString())
            : headers.TryGetValue(EnvoyHeader, out var envoys) ? OfRest(envoys.ToString())
            : null;
    }

    /// <summary>Tells a replica what is left of it.</summary>
    public static void Write(HttpRequestMessage request, Surface surface, TimeSpan left)
    {
        var milliseconds = Math.Max(1, (long)left.TotalMilliseconds);
        var headers = request.Headers;
        if (surface == Surface.Grpc)
        {
            var text = milliseconds < 100_000_000 ? $"{milliseconds}m" : $"{milliseconds / 1000}S";
            headers.Remove(GrpcHeader);
            headers.TryAddWithoutValidation(GrpcHeader, text);
            return;
        }

        var isEnvoys = headers.NonValidated.Contains(EnvoyHeader) && !headers.NonValidated.Contains(RestHeader);
        var name = isEnvoys ? EnvoyHeader : RestHeader;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, milliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static TimeSpan? OfRest(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    private static TimeSpan? OfGrpc(ReadOnlySpan<char> text)
    {
        if (
            text.Length is < 2 or > MostDigits + 1
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
            return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(number * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(number * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(number * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(number / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }
}
