using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Slipway.AspNetCore.Service;

internal static class ServiceConsole
{
    /// <summary>
    /// One line an event, on standard error: standard output carries only what a script may want to read. The
    /// framework's own chatter is held to warnings.
    /// </summary>
    public static void AddServiceConsole(this ILoggingBuilder logging)
    {
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            // It has nothing to say above Information, but as long as it may speak it opens an activity and a scope
            // for every request. Tracing does not need it: an exporter listens to the activity source.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // A failed start is reported by the command itself, in one line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddConsole(console => console.FormatterName = ServiceLogFormatter.FormatterName);
        // AddConsoleFormatter would bind options by reflection; this formatter has none.
        logging.Services.AddSingleton<ConsoleFormatter, ServiceLogFormatter>();
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }
}
