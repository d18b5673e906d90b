using System.Formats.Tar;
using System.Text;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Images.Nano;

/// <summary>
/// A minimal root file system for programs that were compiled ahead of time, put together from the packages of a Debian or
/// Ubuntu machine: the C and C++ libraries, OpenSSL, certificates, a user. No shell, no package manager, no registry. The same
/// versions of the packages make the same layer, wherever it is made.
/// </summary>
public static class NanoBase
{
    /// <summary>The user and the group that programs run as, by name <c>app</c>.</summary>
    public const int UserId = 65532;

    /// <summary>Another where the same packages make another layer.</summary>
    public const int Form = 1;

    private const string Certificates = "usr/share/ca-certificates/mozilla/";
    private const UnixFileMode Everyone = (UnixFileMode)0x1FF | UnixFileMode.StickyBit;

    // Each directory that was merged into /usr, and is a link to it now.
    private static readonly string[] Merged = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

    // What no program of ours reads: conversions of character sets, manuals, translations, hooks of package managers.
    private static readonly string[] Unneeded =
    [
        "/gconv/",
        "/audit/",
        "usr/share/man/",
        "usr/share/locale/",
        "usr/share/info/",
        "usr/share/lintian/",
        "usr/share/bug/",
        "usr/share/doc-base/",
        "usr/share/base-files/",
        "usr/share/dict/",
        "usr/bin/",
        "usr/sbin/",
        "usr/lib/locale/",
        "etc/update-motd.d/",
        "etc/ca-certificates/",
        "etc/default/",
    ];

    /// <param name="packages">Files of packages, <c>.deb</c>, all for one architecture.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">A package cannot be read, or has what no layer of ours may hold.</exception>
    public static async Task<LayerFiles> AssembleAsync(
        IReadOnlyList<DebianPackage> packages,
        CancellationToken cancellationToken
    )
    {
        var files = new LayerFiles();
        var certificates = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            await foreach (var entry in package.ReadAsync(cancellationToken))
                Add(files, certificates, package, entry);
        }

        foreach (var name in Merged.Where(name => files.Entries.ContainsKey($"usr/{name}")))
            files.AddLink(name, $"usr/{name}");
        files.AddFile("etc/ssl/certs/ca-certificates.crt", Bundle(certificates.Values));
        files.AddFile(
            "etc/passwd",
            Text($"root:x:0:0:root:/root:/sbin/nologin\napp:x:{UserId}:{UserId}:app:/:/sbin/nologin\n")
        );
        files.AddFile("etc/group", Text($"root:x:0:\napp:x:{UserId}:\n"));
        files.AddFile("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"u8.ToArray());
        files.AddFolder("tmp", Everyone);
        return files;
    }

    private static void Add(
        LayerFiles files,
        SortedDictionary<string, byte[]> certificates,
        DebianPackage package,
        TarEntry entry
    )
    {
        var path = InUsr(entry.Name.TrimStart('.').Trim('/'));
        if (path.Length == 0 || !IsNeeded(path))
            return;

        switch (entry.EntryType)
        {
            // Folders come with what is in them; an empty one has no use here.
            case TarEntryType.Directory:
                return;
            case TarEntryType.RegularFile
            or TarEntryType.V7RegularFile when path.StartsWith(Certificates, StringComparison.Ordinal):
                certificates[path] = Content(entry);
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                files.AddFile(path, Content(entry), entry.Mode & (UnixFileMode)0x1FF);
                return;
            case TarEntryType.SymbolicLink:
                files.AddLink(path, entry.LinkName);
                return;
            default:
                throw OciErrors.Invalid(
                    "package",
                    $"'{package.File}' holds '{path}', which is neither a file nor a folder nor a symbolic link."
                );
        }
    }

    private static string InUsr(string path) =>
        Merged.Any(name => path == name || path.StartsWith(name + "/", StringComparison.Ordinal))
            ? $"usr/{path}"
            : path;

    // The texts of licences stay, as they ask for.
    private static bool IsNeeded(string path) =>
        path.StartsWith("usr/share/doc/", StringComparison.Ordinal)
            ? path.EndsWith("/copyright", StringComparison.Ordinal)
            : !Unneeded.Any(part =>
                part.StartsWith('/')
                    ? path.Contains(part, StringComparison.Ordinal)
                    : path.StartsWith(part, StringComparison.Ordinal)
            );

    private static byte[] Bundle(IEnumerable<byte[]> certificates)
    {
        using var bundle = new MemoryStream();
        foreach (var certificate in certificates)
        {
            bundle.Write(certificate);
            if (certificate is not [.., (byte)'\n'])
                bundle.WriteByte((byte)'\n');
        }

        return bundle.ToArray();
    }

    private static byte[] Content(TarEntry entry)
    {
        using var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
