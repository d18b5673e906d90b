using Slipway.Models;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources;

/// <summary>A folder, a source that follows it, and a clock that stands at the moment it was made.</summary>
internal sealed class SourceRig : IDisposable
{
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private DirectoryModelSource? _source;

    public TempFolder Folder { get; } = new();

    // Files get their times from the kernel's coarse clock, which may lie a tick behind: none is to be older than the rig.
    public ManualTimeProvider Time { get; init; } = new(DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(100));

    /// <summary>Without events and polls, unless the test says otherwise.</summary>
    public SourceOptions Options { get; init; } =
        new()
        {
            SettleTime = Settle,
            PollInterval = TimeSpan.Zero,
            Watch = false,
        };

    public IReadOnlyList<IModelConfigFormat> Formats { get; init; } = [];

    /// <summary>What the source follows, relative to the folder.</summary>
    public string Path { get; init; } = "";

    public DirectoryModelSource Source =>
        _source ??= new DirectoryModelSource(
            Folder[Path],
            null,
            new PackageForms([new FakeRuntime()]) { Formats = Formats },
            Options,
            Time
        );

    public Task<SourceListing> List() => Source.ListAsync(TestContext.Current.CancellationToken);

    /// <summary>Lists when what is there now has settled.</summary>
    public async Task<SourceListing> ListSettled()
    {
        await List();
        Time.Advance(Settle);
        return await List();
    }

    /// <summary>Replaces a whole version in one step; the content's length makes it another one.</summary>
    public void Replace(string version, string content)
    {
        var aside = Folder.Folder(".aside");
        Folder.Write(".aside/new/model.fake", content);
        if (Directory.Exists(Folder[version]))
            Directory.Move(Folder[version], System.IO.Path.Combine(aside, "old" + Guid.NewGuid()));
        Folder.Folder(System.IO.Path.GetDirectoryName(version)!);
        Directory.Move(System.IO.Path.Combine(aside, "new"), Folder[version]);
    }

    public void Dispose()
    {
        _source?.Dispose();
        Folder.Dispose();
    }
}
