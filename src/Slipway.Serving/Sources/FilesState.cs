using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Serving.Sources;

/// <summary>How files stand at one moment, judged without opening them.</summary>
/// <param name="Fingerprint">
/// Over relative paths, sizes, last writes, last changes and the targets of links: changes when any of the files does.
/// </param>
/// <param name="NewestChange">The newest last write or change of a file or a folder, UTC.</param>
internal readonly record struct FilesState(string Fingerprint, DateTime NewestChange)
{
    private const int MaxDepth = 32;

    /// <summary>A folder with everything in it, links followed, what is passed over left out.</summary>
    /// <exception cref="Errors.ServingException">It holds too much.</exception>
    public static FilesState OfFolder(string folder, CancellationToken cancellationToken)
    {
        using var gathering = new Gathering();
        var left = FolderReader.MaxEntries;
        gathering.Add("", new DirectoryInfo(folder));
        AddFolder(folder, "", 0);
        return gathering.State;

        void AddFolder(string path, string prefix, int depth)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (depth > MaxDepth)
                throw FolderReader.TooMany(folder);
            foreach (var entry in FolderReader.Entries(path, FolderReader.MaxEntries))
            {
                if (--left < 0)
                    throw FolderReader.TooMany(folder);
                var name = prefix + entry.Name;
                gathering.Add(name, entry);
                if (FolderReader.IsFolder(entry))
                    AddFolder(entry.FullName, name + "/", depth + 1);
            }
        }
    }

    /// <summary>Single files; those that are not there count as such.</summary>
    public static FilesState OfFiles(IEnumerable<string> files)
    {
        using var gathering = new Gathering();
        foreach (var file in files)
        {
            gathering.Add(Path.GetFileName(file), new FileInfo(file));
        }

        return gathering.State;
    }

    /// <summary>The same files under something else that a change of counts as theirs.</summary>
    public FilesState With(string part, DateTime newestChange)
    {
        var both = SHA256.HashData(Encoding.UTF8.GetBytes(Fingerprint + "\n" + part));
        return new FilesState(Hex(both), newestChange > NewestChange ? newestChange : NewestChange);
    }

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..16]);

    private sealed class Gathering : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private DateTime _newest = DateTime.UnixEpoch;

        public FilesState State => new(Hex(_hash.GetHashAndReset()), _newest);

        public void Add(string name, FileSystemInfo entry)
        {
            // A link's own size and times say nothing of what it leads to.
            var target = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true)!;
            AddText(name);
            AddText(ReferenceEquals(target, entry) ? "" : target.FullName);
            if (!target.Exists)
            {
                AddNumbers(-1, 0, 0);
                return;
            }

            var written = target.LastWriteTimeUtc;
            var changed = ChangeTime.Of(target.FullName) ?? target.CreationTimeUtc;
            Later(written);
            Later(changed);

            // A folder's own times change with what is passed over, too: its files tell the changes that count.
            if (target is FileInfo file)
                AddNumbers(file.Length, written.Ticks, changed.Ticks);
            else
                AddNumbers(-2, 0, 0);
        }

        public void Dispose() => _hash.Dispose();

        private void Later(DateTime time)
        {
            if (time > _newest)
                _newest = time;
        }

        private void AddText(string text)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(text));
            _hash.AppendData([0]);
        }

        private void AddNumbers(long size, long written, long changed)
        {
            Span<byte> numbers = stackalloc byte[24];
            BinaryPrimitives.WriteInt64LittleEndian(numbers, size);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], written);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], changed);
            _hash.AppendData(numbers);
        }
    }
}
