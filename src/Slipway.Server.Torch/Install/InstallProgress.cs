using Slipway.Errors;
using Slipway.Runtimes.Torch.Installation;

namespace Slipway.Server.Torch.Install;

/// <summary>A bar on the last line of a terminal; elsewhere one line at the beginning.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="width">That of the terminal; null for none.</param>
internal sealed class InstallProgress(TextWriter output, int? width) : IDisposable
{
    private const int Cells = 24;

    // To the start of the line, and everything on it gone.
    private const string ClearLine = "\r\u001b[2K";

    private bool _drawn;

    public void Start() =>
        output.WriteLine(
            $"Fetching libtorch {TorchInstaller.Version} once, for all TorchScript models (128 MB, "
                + $"{ByteSize.Of(TorchInstaller.TotalBytes)} unpacked)"
                + (width is null ? "…" : "")
        );

    public void Wait() => output.WriteLine("Another process is fetching libtorch; waiting for it.");

    public void Report(long done, long total)
    {
        if (width is null || total <= 0)
            return;
        var line = Line((double)done / total);
        output.Write(ClearLine + (line.Length < width ? line : ""));
        output.Flush();
        _drawn = true;
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (!_drawn)
            return;
        _drawn = false;
        output.Write(ClearLine);
        output.Flush();
    }

    internal static string Line(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * Cells);
        return $"[{new string('#', full)}{new string('.', Cells - full)}] {(int)(Math.Clamp(part, 0, 1) * 100), 3} %";
    }
}
