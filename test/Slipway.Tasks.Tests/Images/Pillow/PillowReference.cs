using System.Diagnostics;
using Slipway.Tasks.Images;

namespace Slipway.Tasks.Tests.Images.Pillow;

/// <summary>
/// What Debian's Pillow makes of pictures that it writes itself: the library with which models are trained.
/// </summary>
public sealed class PillowReference : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/PIL";

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-pillow-").FullName;
    private readonly Lazy<string[]> _index;

    public PillowReference() => _index = new Lazy<string[]>(Write);

    /// <summary>The lines of the index, in words; skips the test where there is no Pillow.</summary>
    public IEnumerable<string[]> Lines(int words)
    {
        Assert.SkipUnless(File.Exists(Python) && Directory.Exists(Library), "Debian's python3-pil is not installed.");
        return _index.Value.Select(line => line.Split(' ')).Where(line => line.Length == words);
    }

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));

    /// <summary>Pixels of three bytes as an image.</summary>
    internal PixelImage Pixels(string name, int width, int height) => TestPictures.FromRgb(Read(name), width, height);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Write()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Images", "Pillow", "reference.py");
        using var python = Process.Start(
            new ProcessStartInfo(Python, ["-I", script, _folder])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.Should().Be(0, errors);
        return File.ReadAllLines(Path.Combine(_folder, "index.txt"));
    }
}
