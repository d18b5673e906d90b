using Slipway.Kubernetes.Rendering.Output;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>What was rendered before; SLIPWAY_UPDATE_GOLDEN=1 writes what is rendered now in its place.</summary>
internal static class GoldenFiles
{
    private const string Switch = "SLIPWAY_UPDATE_GOLDEN";

    public static void Check(string folder, IReadOnlyList<OutputFile> files)
    {
        var root = Checkout.Path("test", "Slipway.Kubernetes.Tests", "Golden", folder);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
            Update(root, files);
        Directory.Exists(root).Should().BeTrue($"{root} is made by {Switch}=1");
        var there = Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));
        there.Should().BeEquivalentTo(files.Select(file => file.Path));
        foreach (var file in files)
        {
            file.Text.Should()
                .Be(
                    File.ReadAllText(Path.Combine(root, file.Path)),
                    $"{folder}/{file.Path} is as it was; {Switch}=1 takes the new text"
                );
        }
    }

    private static void Update(string root, IReadOnlyList<OutputFile> files)
    {
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }
}
