using Spectre.Console;

namespace Slipway.Cli;

/// <summary>
/// Results go to standard output, everything else to standard error, so that output can be piped. Progress is shown
/// only where standard error is a terminal and neither <c>NO_COLOR</c> nor <c>CI</c> is set.
/// </summary>
internal sealed class CliConsole
{
    // Wide enough that tables in a file or a pipe are not wrapped.
    private const int WidthWithoutTerminal = 200;

    private readonly TextWriter _error;
    private readonly bool _showsProgress;
    private readonly Lazy<IAnsiConsole> _tables;
    private readonly Lazy<IAnsiConsole> _progress;

    public CliConsole(TextWriter output, TextWriter error, bool outputIsTerminal, bool showsProgress)
    {
        Output = output;
        _error = error;
        _showsProgress = showsProgress;
        IsLive = outputIsTerminal && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        _tables = new Lazy<IAnsiConsole>(() => Create(output, outputIsTerminal));
        _progress = new Lazy<IAnsiConsole>(() => Create(error, showsProgress));
    }

    /// <summary>For results that programs read.</summary>
    public TextWriter Output { get; }

    /// <summary>For messages that help produces and for progress; errors go through <see cref="WriteError"/>.</summary>
    public TextWriter Error => _error;

    /// <summary>Whether progress is shown that nobody asked for.</summary>
    public bool ShowsProgress => _showsProgress;

    /// <summary>Whether results may be written over as they change: standard output is a terminal that can do that.</summary>
    public bool IsLive { get; }

    /// <summary>Whether results may have colours.</summary>
    public bool HasColors => Tables.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };

    /// <summary>For results that people read.</summary>
    public IAnsiConsole Tables => _tables.Value;

    /// <summary>Whether failures are followed by their stack trace.</summary>
    public bool Verbose { get; set; }

    public static CliConsole CreateForProcess() =>
        new(
            Console.Out,
            Console.Error,
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected && !IsSet("NO_COLOR") && !IsSet("CI")
        );

    /// <summary>Runs something that may take over a second, with a spinner and a text where progress is shown.</summary>
    public Task<T> WaitAsync<T>(string text, Func<Task<T>> work) =>
        _showsProgress ? _progress.Value.Status().StartAsync(Markup.Escape(text), _ => work()) : work();

    /// <summary>Runs something long with a bar where progress is shown; it reports its share, 0 to 1, and a word.</summary>
    public Task ProgressAsync(string text, Func<Action<double, string>, Task> work)
    {
        if (!_showsProgress)
            return work(static (_, _) => { });
        return _progress
            .Value.Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn()
            )
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(text), maxValue: 1);
                return work(
                    (share, word) =>
                    {
                        task.Value = share;
                        task.Description = Markup.Escape($"{text}: {word}");
                    }
                );
            });
    }

    /// <summary>Adds a bar with a text and what it counts up to; what it returns sets its value, and a new text where there is one.</summary>
    public delegate Action<double, string?> AddBar(string text, double total);

    /// <summary>Runs something with bars, each for a part of it, where progress is shown.</summary>
    public Task BarsAsync(Func<AddBar, Task> work)
    {
        if (!_showsProgress)
            return work(static (_, _) => static (_, _) => { });
        return _progress
            .Value.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new TransferSpeedColumn()
            )
            .StartAsync(context =>
                work(
                    (text, total) =>
                    {
                        var task = context.AddTask(Markup.Escape(text), maxValue: total);
                        return (value, word) =>
                        {
                            task.Value = Math.Min(value, total);
                            if (word is not null)
                                task.Description = Markup.Escape($"{text} {word}");
                        };
                    }
                )
            );
    }

    public void WriteError(string message, Exception? failure = null)
    {
        _error.WriteLine($"slipway: {OneLine(message)}");
        if (Verbose && failure is not null)
            _error.WriteLine(failure);
    }

    /// <summary>A text without what a terminal would obey: a server or a file may say such things.</summary>
    public static string Plain(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
            ? string.Concat(
                text.Select(c =>
                    c == '\t' ? ' '
                    : char.IsControl(c) ? '?'
                    : c
                )
            )
            : text;

    private static string OneLine(string message) =>
        Plain(
            string.Join(
                ' ',
                message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
        );

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            }
        );
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
