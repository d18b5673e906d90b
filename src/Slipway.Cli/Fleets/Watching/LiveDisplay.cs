using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>A table that is written over as it changes, with the newest messages under it.</summary>
internal sealed class LiveDisplay : IFleetDisplay
{
    private const int MostLines = 12;

    private readonly LiveDisplayContext _context;
    private readonly string? _hint;
    private readonly Queue<string> _lines = new();
    private IRenderable _status = new Text("");

    private LiveDisplay(LiveDisplayContext context, string? hint) => (_context, _hint) = (context, hint);

    /// <param name="console">A terminal.</param>
    /// <param name="hint">What the user may do, as the last line.</param>
    /// <param name="work">Shows what it does.</param>
    public static Task<T> RunAsync<T>(CliConsole console, string? hint, Func<IFleetDisplay, Task<T>> work) =>
        console.Tables.Live(new Text("")).StartAsync(context => work(new LiveDisplay(context, hint)));

    public void Show(FleetStatus status)
    {
        _status = StatusView.Of(status);
        Draw();
    }

    public void Say(string line)
    {
        _lines.Enqueue(CliConsole.Plain(line));
        if (_lines.Count > MostLines)
            _lines.Dequeue();
        Draw();
    }

    private void Draw()
    {
        var hint = _hint is null ? [] : (IRenderable[])[new Text(_hint, new Style(Color.Grey))];
        _context.UpdateTarget(new Rows([_status, .. _lines.Select(line => new Text(line)), .. hint]));
    }
}
