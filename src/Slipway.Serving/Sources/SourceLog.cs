using Microsoft.Extensions.Logging;

namespace Slipway.Serving.Sources;

internal static partial class SourceLog
{
    [LoggerMessage(
        20,
        LogLevel.Warning,
        "File events of {Path} cannot be listened to ({Message}); changes are noticed every {Poll} s instead. On Linux "
            + "fs.inotify.max_user_watches and max_user_instances may be too low."
    )]
    public static partial void NoEvents(this ILogger log, string path, string message, double poll);
}
