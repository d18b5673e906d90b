using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.TestUtilities.Engines;

/// <summary>A docker-archive with this machine's shell and <c>sleep</c>, and the libraries that they need: an image that can do something.</summary>
public static class ShellImage
{
    private static readonly string[] Programs = ["/bin/sh", "/bin/sleep"];

    /// <param name="name">With a tag.</param>
    /// <param name="script">What its entry point runs; its arguments are <c>$@</c>.</param>
    /// <param name="command">Arguments of the image's own.</param>
    public static MemoryStream Archive(string name, string script, params string[] command)
    {
        var layer = Layer();
        var layerDigest = Digest(layer);
        var config = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["architecture"] = "amd64",
                ["os"] = "linux",
                ["config"] = new JsonObject
                {
                    ["User"] = "65532:65532",
                    ["Entrypoint"] = new JsonArray("/bin/sh", "-c", script, "sh"),
                    ["Cmd"] = new JsonArray([.. command.Select(argument => JsonValue.Create(argument))]),
                    ["Env"] = new JsonArray("PATH=/bin"),
                },
                ["rootfs"] = new JsonObject
                {
                    ["type"] = "layers",
                    ["diff_ids"] = new JsonArray($"sha256:{layerDigest}"),
                },
            }.ToJsonString()
        );
        var manifest = new JsonArray(
            new JsonObject
            {
                ["Config"] = $"{Digest(config)}.json",
                ["RepoTags"] = new JsonArray(name),
                ["Layers"] = new JsonArray($"{layerDigest}.tar"),
            }
        );
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            Add(tar, $"{Digest(config)}.json", config);
            Add(tar, $"{layerDigest}.tar", layer);
            Add(tar, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        }

        archive.Position = 0;
        return archive;
    }

    private static byte[] Layer()
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin", "lib", "lib64", "tmp"])
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_111_111 }
                );
            foreach (var file in Programs.Concat(Programs.SelectMany(Libraries)).Distinct())
                Add(tar, file[1..], File.ReadAllBytes(file));
        }

        return content.ToArray();
    }

    // "	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)", "	/lib64/ld-linux-x86-64.so.2 (0x…)"
    private static IEnumerable<string> Libraries(string program)
    {
        using var ldd = Process.Start(
            new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var lines = ldd.StandardOutput.ReadToEnd().Split('\n');
        ldd.WaitForExit();
        return lines
            .Select(line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .FirstOrDefault(part => part.Trim().StartsWith('/'))
            )
            .OfType<string>()
            .Select(part => part.Trim());
    }

    private static void Add(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(
            new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = (UnixFileMode)0b111_101_101,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(content),
            }
        );

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
