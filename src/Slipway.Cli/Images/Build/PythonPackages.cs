using System.IO.Compression;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>
/// The packages of a Python model, as wheels in a folder (<c>pip download</c>), unpacked into a layer of the image: nothing is
/// installed when it starts, and nothing is fetched.
/// </summary>
internal sealed class PythonPackages
{
    /// <summary>The folder of a package that wheels are looked for in.</summary>
    public const string Folder = "wheels";

    private const string Requirements = "requirements.txt";

    private readonly IReadOnlyList<FileInfo> _wheels;

    private PythonPackages(IReadOnlyList<FileInfo> wheels) => _wheels = wheels;

    /// <summary>Whether there is nothing to unpack.</summary>
    public bool IsEmpty => _wheels.Count == 0;

    /// <summary>For a bill of materials.</summary>
    public IEnumerable<SbomComponent> Components =>
        _wheels.Select(wheel =>
        {
            var parts = wheel.Name.Split('-');
            return new SbomComponent(parts[0], parts[1]) { PackageUrl = PackageUrl.PyPi(parts[0], parts[1]) };
        });

    /// <summary>Those for a platform.</summary>
    /// <param name="model">The folder of the model.</param>
    /// <param name="named">Where the user says that they are; null for the usual place.</param>
    /// <param name="platform">What they must run on.</param>
    /// <exception cref="CliException">The model asks for packages that are not there.</exception>
    public static PythonPackages For(string model, string? named, Platform platform)
    {
        var folder = named ?? Path.Combine(model, Folder);
        if (named is not null && !Directory.Exists(named))
            throw CliException.Usage($"--wheels {named} is no folder.");
        var all = Directory.Exists(folder)
            ? new DirectoryInfo(folder)
                .EnumerateFiles("*.whl")
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .ToList()
            : [];
        if (all.Count == 0 && File.Exists(Path.Combine(model, Requirements)))
        {
            throw CliException.Usage(
                $"{model} has a {Requirements}, and there are no wheels of what it asks for. Fetch them for the image's Python, as "
                    + $"'pip download -r {Requirements} -d {Folder} --only-binary :all: --platform manylinux2014_x86_64 "
                    + "--python-version 3.12', into the model's folder, or name another with --wheels."
            );
        }

        var fitting = all.Where(wheel => Fits(wheel, platform)).ToList();
        if (fitting.Count == 0 && all.Count > 0)
            throw CliException.Usage($"No wheel in {folder} is for {platform}: {all[0].Name} is not.");
        return new PythonPackages(fitting);
    }

    /// <summary>Another for other wheels.</summary>
    public string Key =>
        string.Join('\n', _wheels.Select(wheel => $"{wheel.FullName} {wheel.Length} {wheel.LastWriteTimeUtc.Ticks}"));

    /// <summary>Unpacks them into <paramref name="staging"/>, and gathers what goes into the layer.</summary>
    /// <exception cref="CliException">A wheel cannot be read.</exception>
    public LayerFiles Unpack(DirectoryInfo staging)
    {
        foreach (var wheel in _wheels)
        {
            try
            {
                // It refuses entries that lead out of the folder.
                ZipFile.ExtractToDirectory(wheel.FullName, staging.FullName, overwriteFiles: true);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw CliException.Usage($"The wheel {wheel.FullName} cannot be read: {e.Message}", e);
            }
        }

        var files = new LayerFiles();
        foreach (var child in staging.EnumerateDirectories())
        {
            if (!child.Name.EndsWith(".data", StringComparison.Ordinal))
                files.AddTree($"{ServiceImage.PythonFolder}/{child.Name}", child);
        }

        foreach (var child in staging.EnumerateFiles())
            files.AddFile($"{ServiceImage.PythonFolder}/{child.Name}", child);
        // What belongs beside the packages is in here under its kind; scripts and headers belong elsewhere.
        foreach (var library in Libraries(staging))
        {
            foreach (var child in library.EnumerateDirectories())
                files.AddTree($"{ServiceImage.PythonFolder}/{child.Name}", child);
            foreach (var child in library.EnumerateFiles())
                files.AddFile($"{ServiceImage.PythonFolder}/{child.Name}", child);
        }

        return files;
    }

    private static IEnumerable<DirectoryInfo> Libraries(DirectoryInfo staging) =>
        staging
            .EnumerateDirectories("*.data")
            .SelectMany(data =>
                ((string[])["purelib", "platlib"]).Select(kind => new DirectoryInfo(Path.Combine(data.FullName, kind)))
            )
            .Where(library => library.Exists);

    // {name}-{version}(-{build})-{python}-{abi}-{platform}.whl
    private static bool Fits(FileInfo wheel, Platform platform)
    {
        var parts = Path.GetFileNameWithoutExtension(wheel.Name).Split('-');
        if (parts.Length is not (5 or 6))
            throw CliException.Usage(
                $"{wheel.FullName} is not called as a wheel is: NAME-VERSION-PYTHON-ABI-PLATFORM.whl."
            );
        var processor = platform.Architecture == "arm64" ? "_aarch64" : "_x86_64";
        return parts[^1]
            .Split('.')
            .Any(tag =>
                tag == "any"
                || (
                    tag.Contains("linux", StringComparison.Ordinal) && tag.EndsWith(processor, StringComparison.Ordinal)
                )
            );
    }
}
