using System.Collections.Concurrent;
using System.Globalization;
using Slipway.AspNetCore.Service;
using Slipway.Errors;
using Slipway.Serving.Sources.Remote;

namespace Slipway.Server.Serve;

/// <summary>
/// One line at the foot of the terminal while models are on their way. Lines of the log go above it
/// (<see cref="ServiceLogFormatter"/> clears it first), and it is drawn again after them.
/// </summary>
internal sealed class DownloadBar(TextWriter terminal, int width, TimeProvider time) : BackgroundService
{
    private const int BarCells = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<TransferProgress> _transfers = new();

    /// <summary>Whether standard error is a terminal that somebody looks at.</summary>
    public static bool HasTerminal =>
        !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        && Environment.GetEnvironmentVariable("CI") is null or "";

    /// <summary>In characters; what terminals that do not tell usually have.</summary>
    public static int TerminalWidth => Console.WindowWidth is > 20 and var width ? width : 80;

    public void Show(TransferProgress transfer) => _transfers.Enqueue(transfer);

    /// <summary>The line for the transfers that are going on; null for none.</summary>
    internal static string? Line(IReadOnlyList<TransferProgress> transfers, int width)
    {
        if (transfers.Count == 0)
            return null;
        var (done, total) = (transfers.Sum(transfer => transfer.Done), transfers.Sum(transfer => transfer.Total));
        var rate = ByteSize.Of((long)transfers.Sum(transfer => transfer.Rate)) + "/s";
        var name = transfers.Count == 1 ? transfers[0].Name : $"{transfers.Count} models";
        var figures = transfers.Any(transfer => transfer.Total == 0)
            ? $"{ByteSize.Of(done)}  {rate}"
            : Bar((double)done / total)
                + string.Create(CultureInfo.InvariantCulture, $" {Math.Floor(100.0 * done / total), 3:0} %  ")
                + $"{ByteSize.Of(done)} of {ByteSize.Of(total)}  {rate}";
        var room = width - figures.Length - 3;
        var shown = new string([.. name.Select(c => char.IsControl(c) ? '?' : c)]);
        shown =
            shown.Length <= room ? shown
            : room > 1 ? shown[..(room - 1)] + "…"
            : "";
        var line = $"{shown} {figures}";
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var active = new List<TransferProgress>();
        try
        {
            using var timer = new PeriodicTimer(Pause, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                while (_transfers.TryDequeue(out var transfer))
                {
                    active.Add(transfer);
                }

                active.RemoveAll(transfer => transfer.HasEnded);
                Draw(Line(active, width));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        Draw(null);
    }

    private void Draw(string? line)
    {
        if (line is null && !TerminalLine.IsShown)
            return;
        TerminalLine.IsShown = line is not null;
        terminal.Write(TerminalLine.Clear + line);
        terminal.Flush();
    }

    private static string Bar(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * BarCells);
        return "[" + new string('#', full) + new string('.', BarCells - full) + "]";
    }
}
