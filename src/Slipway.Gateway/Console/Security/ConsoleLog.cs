using System.Net;

namespace Slipway.Gateway.Console.Security;

internal static partial class ConsoleLog
{
    [LoggerMessage(1, LogLevel.Information, "The console was opened with the key of {Name}, from {Address}")]
    public static partial void SignedIn(this ILogger logger, string name, IPAddress? address);

    [LoggerMessage(2, LogLevel.Warning, "The console was asked for with a key that is not known, from {Address}")]
    public static partial void KeyRefused(this ILogger logger, IPAddress? address);

    [LoggerMessage(3, LogLevel.Information, "By {Name} at the console: {Done}")]
    public static partial void Ordered(this ILogger logger, string name, string done);
}
