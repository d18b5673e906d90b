using System.Globalization;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>
/// The server starts no more threads than it has CPUs for, whatever the machine has and the models ask for. Linux.
/// </summary>
public sealed class ThreadTests : IDisposable
{
    private const int Models = 4;

    // The engine starts its threads from the thread that loads the model, and they keep its name.
    private const string EngineThread = ".NET Long Runni";

    // With no thread for the engine: the runtime's own, the same for any number of CPUs but for a few.
    private const int MostOfTheRuntime = 40;

    private readonly TempFolder _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Serve_OneCpuOfTheMachine_ComputesOnTheRequestsThreads()
    {
        Tools.Require(Tools.IsOnPath("taskset"), "taskset is not installed");
        AddModels();

        await using var server = await ServerProcess.StartUnderAsync(["taskset", "-c", "0"], [_repository.Path]);

        await server.WaitForOutputAsync("Using ", TestContext.Current.CancellationToken);
        server.Output.Should().MatchRegex(@"Using 1 CPU( \(of \d+\))?\r?\n");
        var threads = ThreadsOf(server.ProcessId);
        threads.Should().NotContain(EngineThread).And.HaveCountLessThan(MostOfTheRuntime);
        (await CpuLimitAsync(server)).Should().Be(1);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1.5, 2)]
    public async Task Serve_QuotaOfACgroup_RoundsItUp(double quota, int cpus)
    {
        if (CpuCgroup.TryCreate(quota) is not { } cgroup)
        {
            Assert.Skip("No cgroup with a CPU quota can be made here: that takes root and a writable /sys/fs/cgroup.");
            return;
        }

        using (cgroup)
        {
            AddModels();

            await using var server = await ServerProcess.StartUnderAsync(cgroup.Prefix, [_repository.Path]);

            // A machine of one CPU has no more than that, whatever the quota.
            var count = Math.Min(cpus, Environment.ProcessorCount);
            var text =
                $"Using {count} CPU{(count == 1 ? "" : "s")} (a quota of {quota.ToString(CultureInfo.InvariantCulture)}";
            await server.WaitForOutputAsync("Using ", TestContext.Current.CancellationToken);
            server.Output.Should().Contain(text);
            var threads = ThreadsOf(server.ProcessId);
            threads.Count(name => name == EngineThread).Should().Be(Models * (count - 1));
            threads.Should().HaveCountLessThan(MostOfTheRuntime + (Models * (count - 1)));
            (await CpuLimitAsync(server)).Should().Be(Math.Min(quota, count));
        }
    }

    // Models as they are packed for a large machine.
    private void AddModels()
    {
        for (var i = 0; i < Models; i++)
        {
            _repository.Model($"m{i}/1/model.onnx", TestModels.Mlp([4, 16, 3]));
            _repository.Write($"m{i}/model.yaml", "onnx:\n  intra_op_threads: 64\n");
        }
    }

    private static List<string> ThreadsOf(int process)
    {
        var names = new List<string>();
        foreach (var task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                names.Add(File.ReadAllText(Path.Combine(task, "comm")).TrimEnd('\n'));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return names;
    }

    private static async Task<double> CpuLimitAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var line = metrics
            .Split('\n')
            .First(line => line.StartsWith("slipway_process_cpu_limit", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
