using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Runtimes.Python.Tests.Hosting;

/// <summary>What was logged, to be waited for.</summary>
internal sealed class LogLines : ILogger, ILoggerFactory
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public async Task<string> WaitForAsync(string text)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken);
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
    }

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Writer.TryWrite($"{logLevel}: {formatter(state, exception)}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }
}
