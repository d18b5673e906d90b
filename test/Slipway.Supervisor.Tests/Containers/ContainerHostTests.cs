using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Containers;
using Slipway.Supervisor.Containers;
using Slipway.Supervisor.Processes;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Engines;

namespace Slipway.Supervisor.Tests.Containers;

public sealed class PodmanHostTests(PodmanEngine engine) : ContainerHostTests(engine), IClassFixture<PodmanEngine>;

public sealed class DockerHostTests(DockerEngine engine) : ContainerHostTests(engine), IClassFixture<DockerEngine>;

/// <summary>Real containers, of a shell's image.</summary>
public abstract class ContainerHostTests(TestEngine engine) : IAsyncLifetime
{
    private const string Image = "slipway.local/test/shell:1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly string _fleet = $"test-{Guid.NewGuid():N}"[..20];
    private readonly List<ContainerHost> _hosts = [];
    private readonly List<IRunningReplica> _started = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await engine.StartAsync(Token);
        using var docker = await ContainerEngine.ConnectAsync(engine.Socket, Token);
        if (await docker.Images.FindAsync(Image, Token) is null)
        {
            using var archive = ShellImage.Archive(Image, """[ "$1" = image ] && shift; eval "$1" """, "image");
            await docker.Images.LoadAsync(archive, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _started)
        {
            each.Kill();
            await EndOf(each);
        }

        _hosts.ForEach(host => host.Dispose());

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Start_Image_HasItsArgumentsAndEnvironmentAndWritesToItsLog()
    {
        var replica = await StartAsync(
            Host(),
            """echo "$SLIPWAY_HOST $SLIPWAY_HTTP_PORT $SLIPWAY_GRPC_PORT $GREETING"; echo wrong >&2; exit 3"""
        );

        (await EndOf(replica)).Should().Be("exit code 3");
        using var docker = await ContainerEngine.ConnectAsync(engine.Socket, Token);
        (await docker.Containers.ListAsync("slipway.fleet", _fleet, Token)).Should().BeEmpty("it is removed");
        File.ReadAllLines(Log()).Should().BeEquivalentTo("127.0.0.1 20001 20002 hello", "wrong");
    }

    [Fact]
    public async Task Start_Image_IsClosedAsFarAsItGoes()
    {
        var replica = await StartAsync(
            Host(),
            """
            (echo a >/file) 2>/dev/null && echo root is written to
            echo a >/tmp/file && echo tmp is written to
            while read -r name value; do case $name in Uid:|CapEff:|CapBnd:|NoNewPrivs:) echo $name $value;; esac; done </proc/self/status
            """
        );

        await EndOf(replica);
        var lines = File.ReadAllLines(Log()).Select(line => string.Join(' ', line.Split('\t', ' ')));
        lines
            .Should()
            .Equal(
                "tmp is written to",
                "Uid: 65532 65532 65532 65532",
                "CapEff: 0000000000000000",
                "CapBnd: 0000000000000000",
                "NoNewPrivs: 1"
            );
    }

    [Fact]
    public async Task Terminate_Running_EndsItByItsSignal()
    {
        var replica = await StartAsync(Host(), "trap 'echo bye; exit 0' TERM; echo here; while :; do sleep 0.05; done");
        await WaitForLog("here");
        replica.HowItEnded().Should().BeNull();
        await Until(() => replica.MemoryBytes() > 0);
        replica.ProcessId.Should().BePositive();

        replica.Terminate();

        (await EndOf(replica)).Should().Be("exit code 0");
        File.ReadAllText(Log()).Should().EndWith("bye\n");
    }

    [Fact]
    public async Task Kill_Running_TellsTheSignal()
    {
        var replica = await StartAsync(Host(), "sleep 1000");

        replica.Kill();

        (await EndOf(replica)).Should().Be("killed by signal 9");
    }

    [Fact]
    public async Task Memory_OverItsLimit_IsToldAsSuch()
    {
        var replica = await StartAsync(Host(), "a=0123456789abcdef; while :; do a=$a$a; done", memory: 32 << 20);

        // Neither engine notices each time: containerd may tell of the end first. Then it is told as probable.
        (await EndOf(replica))
            .Should()
            .Match("*out of memory*");
    }

    [Fact]
    public async Task Removed_FromOutside_IsAnEnd()
    {
        var replica = await StartAsync(Host(), "sleep 1000");
        using var docker = await ContainerEngine.ConnectAsync(engine.Socket, Token);

        await docker.Containers.RemoveAsync(ContainerIdentity.IdOf(replica.Identity)!, Token);

        (await EndOf(replica)).Should().BeOneOf("it was removed from outside", "killed by signal 9");
    }

    [Fact]
    public async Task Start_NameOfOneThatWasLeft_TakesItsPlace()
    {
        var host = Host();
        var first = await StartAsync(host, "sleep 1000");

        var second = await StartAsync(host, "sleep 1000");

        second.Identity.Should().NotBe(first.Identity);
        await EndOf(first);
    }

    [Fact]
    public async Task Adopt_ByAnotherSupervisor_LosesNoLineAndTellsNoneTwice()
    {
        var before = Host();
        var replica = await StartAsync(
            before,
            "i=0; while [ $i -lt 400 ]; do echo line $i; echo error $i >&2; i=$((i+1)); sleep 0.01; done; exit 5"
        );
        await WaitForLog("line 100\n");
        Die(before);
        var seen = File.ReadAllLines(Log()).Length;

        var again = await AdoptAsync(replica);

        (await EndOf(again)).Should().Be("exit code 5");
        var lines = File.ReadAllLines(Log());
        seen.Should().BeLessThan(lines.Length);
        lines.Where(line => line.StartsWith('l')).Should().Equal(Enumerable.Range(0, 400).Select(i => $"line {i}"));
        lines.Where(line => line.StartsWith('e')).Should().Equal(Enumerable.Range(0, 400).Select(i => $"error {i}"));
    }

    [Fact]
    public async Task Adopt_EndedMeanwhile_TellsHow()
    {
        var before = Host();
        var replica = await StartAsync(before, "trap 'exit 7' TERM; echo here; while :; do sleep 0.05; done");
        await WaitForLog("here");
        Die(before);
        using var docker = await ContainerEngine.ConnectAsync(engine.Socket, Token);
        var id = ContainerIdentity.IdOf(replica.Identity)!;
        await docker.Containers.SignalAsync(id, "SIGTERM", Token);
        await docker.Containers.WaitAsync(id, Token);

        var again = await AdoptAsync(replica);

        (await EndOf(again)).Should().Be("exit code 7");
    }

    [Fact]
    public async Task Adopt_ThatIsGone_IsNone() =>
        (await Host().AdoptAsync("r-1-1", ContainerIdentity.Of(new string('0', 64)), ReplicaLimits.None, Token))
            .Should()
            .BeNull();

    [Fact]
    public async Task EndOrphans_StartedAndNeverWrittenDown_AreEnded()
    {
        var host = Host();
        var known = await StartAsync(host, "sleep 1000");
        var orphan = await StartAsync(host, "sleep 1000", "r-1-2");

        await host.EndOrphansAsync(new HashSet<string> { known.Identity }, Token);

        (await EndOf(orphan)).Should().NotBeNull();
        known.HowItEnded().Should().BeNull();
    }

    [Fact]
    public async Task Engine_Restarts_ContainerAndLogGoOn()
    {
        var replica = await StartAsync(Host(), "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.02; done");
        await WaitForLog("line 10\n");

        await engine.StopAsync();
        var seen = File.ReadAllLines(Log()).Length;
        replica.HowItEnded().Should().BeNull();
        await engine.StartAsync(Token);

        await Until(() => File.ReadAllLines(Log()).Length > seen + 20);
        replica.HowItEnded().Should().BeNull();
        var lines = File.ReadAllLines(Log());
        lines.Should().Equal(Enumerable.Range(0, lines.Length).Select(i => $"line {i}"));
        replica.Kill();
        (await EndOf(replica)).Should().Be("killed by signal 9");
    }

    [Fact]
    public async Task Start_ImageThatIsNoneAnyMore_SaysWhatToDo()
    {
        var act = () => StartAsync(Host(), "exit", image: "slipway.local/test/shell:2");

        (await act.Should().ThrowAsync<IOException>()).WithMessage(
            $"The container engine at {engine.Socket} has no image slipway.local/test/shell:2 any more. 'slipway up' builds it again."
        );
    }

    [Fact]
    public async Task Start_ImageOfARegistryThatIsNotThere_SaysSoInItsLogToo()
    {
        var act = () => StartAsync(Host(), "exit", image: "127.0.0.1:1/team/model:1");

        (await act.Should().ThrowAsync<IOException>()).WithMessage(
            "The image 127.0.0.1:1/team/model:1 cannot be pulled: *connection refused*"
        );
        File.ReadAllText(Log()).Should().StartWith("slipway: pulling the image 127.0.0.1:1/team/model:1\n");
    }

    private string Log(string replica = "r-1-1") => _folder[$"{replica}.out"];

    private ContainerHost Host()
    {
        var host = new ContainerHost(
            _fleet,
            new EngineLink(token => ContainerEngine.ConnectAsync(engine.Socket, token)),
            _folder["containers"],
            Log,
            TimeProvider.System,
            NullLogger.Instance
        );
        _hosts.Add(host);
        return host;
    }

    private async Task<IRunningReplica> StartAsync(
        ContainerHost host,
        string script,
        string name = "r-1-1",
        long? memory = null,
        string image = Image
    )
    {
        var replica = await host.StartAsync(
            new ReplicaStart
            {
                Name = name,
                File = image,
                Arguments = [script],
                Environment = new Dictionary<string, string> { ["GREETING"] = "hello" },
                LogFile = Log(name),
                Limits = new ReplicaLimits(null, memory),
                Image = new ImageStart(null, 20001, 20002),
            },
            Token
        );
        _started.Add(replica);
        return replica;
    }

    /// <summary>A supervisor that ends without a word to its containers.</summary>
    private void Die(ContainerHost host)
    {
        _hosts.Remove(host);
        _started.Clear();
        host.Dispose();
    }

    private async Task<IRunningReplica> AdoptAsync(IRunningReplica replica)
    {
        var again = await Host().AdoptAsync("r-1-1", replica.Identity, ReplicaLimits.None, Token);
        _started.Add(again!);
        return again!;
    }

    private async Task WaitForLog(string text) =>
        await Until(() => File.Exists(Log()) && File.ReadAllText(Log()).Contains(text, StringComparison.Ordinal));

    private static async Task<string> EndOf(IRunningReplica replica)
    {
        await Until(() => replica.HowItEnded() is not null);
        return replica.HowItEnded()!;
    }

    private static async Task Until(Func<bool> isSo)
    {
        var patience = Stopwatch.StartNew();
        while (!isSo())
        {
            patience.Elapsed.Should().BeLessThan(Limit);
            await Task.Delay(10, Token);
        }
    }
}
