namespace Slipway.Gateway.Access;

internal static partial class AccessLog
{
    [LoggerMessage(1, LogLevel.Information, "{File} was read again: {Count} keys")]
    public static partial void KeysRead(this ILogger logger, string file, int count);

    [LoggerMessage(2, LogLevel.Error, "{File} has changed and cannot be read; the keys of before stay valid")]
    public static partial void KeysNotRead(this ILogger logger, Exception failure, string file);

    [LoggerMessage(3, LogLevel.Debug, "A token was refused: {Reason}")]
    public static partial void TokenRefused(this ILogger logger, string reason);
}
