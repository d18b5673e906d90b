using System.Text;
using Slipway.Cli.Fleets.Plans;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>Runs the tool in this process with streams and a server of the test's own.</summary>
internal sealed class CliHost : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly TerminationSignals _signals = new();

    /// <param name="checkout">The source checkout that the tool is of; null for an installed one.</param>
    /// <param name="fleets">What runs of fleets; null for what runs of them on this machine.</param>
    public CliHost(string? checkout = null, IFleetSource? fleets = null)
    {
        Environment = new CliEnvironment
        {
            Console = new CliConsole(_output, _error, outputIsTerminal: false, showsProgress: false),
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input ?? "")),
            IsInputRedirected = false,
            Variables = name => Variables.GetValueOrDefault(name),
            Ask = question =>
            {
                Questions.Add(question);
                return Answers.TryDequeue(out var answer) ? answer : null;
            },
            AskSecret = _ => Secrets.TryDequeue(out var secret) ? secret : null,
            Servers = new ServerLocator([new FakeLocation(() => Server)]),
            Fleets = fleets ?? new LocalFleets(),
            Checkout = checkout,
            Signals = _signals,
        };
    }

    public CliEnvironment Environment { get; }

    public TerminationSignals Signals => _signals;

    /// <summary>Standard input.</summary>
    public string? Input { get; init; }

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What is typed where a secret is asked for, one after the other.</summary>
    public Queue<string> Secrets { get; } = new();

    /// <summary>What was asked at the terminal.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>What is typed there, one after the other; without, nobody is there.</summary>
    public Queue<string> Answers { get; } = new();

    /// <summary>The path of the server program; null for none anywhere.</summary>
    public string? Server { get; set; }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        var code = await CliApplication.RunAsync(arguments, Environment);
        return new CliResult(code, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        _signals.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private sealed class FakeLocation(Func<string?> path) : IServerLocation
    {
        public string Description => "where the test looks";

        public Task<ServerProgram?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(path() is { } found ? new ServerProgram(found) : null);
    }
}

internal sealed record CliResult(int Code, string Output, string Error);
