using System.Formats.Tar;
using System.Runtime.CompilerServices;

namespace Slipway.Oci.Images.Nano;

/// <summary>A package of Debian's as a file; the machine's <c>dpkg-deb</c> unpacks it.</summary>
/// <param name="Name">As <c>libc6</c>.</param>
/// <param name="Version">As <c>2.36-9+deb12u13</c>.</param>
/// <param name="Architecture">As <c>amd64</c>; <c>all</c> where it does not matter.</param>
/// <param name="File">Its path.</param>
public sealed record DebianPackage(string Name, string Version, string Architecture, string File)
{
    /// <summary>What the package installs, in its order. The content of an entry can be read until the next is asked for.</summary>
    public async IAsyncEnumerable<TarEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var process = HostProgram.Start("dpkg-deb", ["--fsys-tarfile", File]);
        await using (var tar = new TarReader(process.Output, leaveOpen: true))
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
                yield return entry;
        }

        // Zeros fill up what the archive ends with; dpkg-deb fails where nobody takes them.
        await process.Output.CopyToAsync(Stream.Null, cancellationToken);
        await process.EndAsync(cancellationToken);
    }
}
