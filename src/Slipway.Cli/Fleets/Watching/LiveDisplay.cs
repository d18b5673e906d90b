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
    private readonly Queue<string> _lines = new();
    private IRenderable _status = new Text("");
    private string _hint = "";

    private LiveDisplay(LiveDisplayContext context) => _context = context;

    /// <param name="console">A terminal.</param>
    /// <param name="work">Shows what it does.</param>
    public static Task<T> RunAsync<T>(CliConsole console, Func<IFleetDisplay, Task<T>> work) =>
        console.Tables.Live(new Text("")).StartAsync(context => work(new LiveDisplay(context)));

    public void Show(FleetStatus status)
    {
        _status = StatusView.Of(status);
        Draw();
    }

    public void Hint(string line)
    {
        _hint = line;
        Draw();
    }

    public void Say(string line)
    {
        _lines.Enqueue(CliConsole.Plain(line));
        if (_lines.Count > MostLines)
            _lines.Dequeue();
        Draw();
    }

    private void Draw() =>
        _context.UpdateTarget(
            new Rows([_status, .. _lines.Select(line => new Text(line)), new Text(_hint, new Style(Color.Grey))])
        );
}
