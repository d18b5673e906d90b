using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Python.Options;

namespace Slipway.Runtimes.Python.Tests.Options;

public sealed class PythonOptionsReaderTests
{
    [Fact]
    public void Read_WithoutASection_HasTheDefaults() =>
        PythonOptionsReader
            .Read(Package(new ModelConfig()))
            .Should()
            .BeEquivalentTo(
                new PythonOptions
                {
                    Interpreter = null,
                    VirtualEnvironment = null,
                    Workers = null,
                    Threads = null,
                    RequestTimeoutSeconds = 60,
                    StartTimeoutSeconds = 120,
                    MemoryLimitBytes = null,
                    Environment = [],
                    Arguments = [],
                    TrustPickle = false,
                }
            );

    [Fact]
    public void Read_OfAllKeys_BindsThem()
    {
        var options = Read(
            """
            {"interpreter": "python3.11", "workers": 3, "threads": 2, "request_timeout_seconds": 0.5,
             "start_timeout_seconds": 30, "memory_limit_bytes": 1000000000, "environment": {"A": "b"},
             "arguments": ["-X", "utf8"], "trust_pickle": true}
            """
        );

        options.Interpreter.Should().Be("python3.11");
        options.Workers.Should().Be(3);
        options.Threads.Should().Be(2);
        options.RequestTimeoutSeconds.Should().Be(0.5);
        options.StartTimeoutSeconds.Should().Be(30);
        options.MemoryLimitBytes.Should().Be(1_000_000_000);
        options.Environment.Should().Equal(new Dictionary<string, string> { ["A"] = "b" });
        options.Arguments.Should().Equal("-X", "utf8");
        options.TrustPickle.Should().BeTrue();
    }

    [Theory]
    [InlineData("3", "python is a map of keys")]
    [InlineData(
        """{"worker": 2}""",
        "'python.worker' is not known; the keys are interpreter, virtual_environment, workers"
    )]
    [InlineData("""{"workers": "two"}""", "'python.workers' must be a whole number, not \"two\"")]
    [InlineData("""{"environment": {"A": 1}}""", "'python.environment' must be a map of texts, numbers in quotes")]
    [InlineData("""{"workers": 0}""", "'python.workers' must be 1 to 256, not 0.")]
    [InlineData("""{"request_timeout_seconds": 0}""", "'python.request_timeout_seconds' must be over 0")]
    [InlineData("""{"memory_limit_bytes": 1000}""", "'python.memory_limit_bytes' must be at least 33554432")]
    [InlineData("""{"interpreter": "p", "virtual_environment": "v"}""", "exclude each other")]
    [InlineData("""{"environment": {"A=B": "1"}}""", "the name 'A=B'")]
    public void Read_OfWhatIsWrong_SaysIt(string json, string message)
    {
        var reading = () => Read(json);

        var error = reading.Should().Throw<ServingException>().Which;
        error.Reason.Should().Be("invalid-config");
        error.Message.Should().StartWith("The python section of model 'm' is wrong: ").And.Contain(message);
    }

    [Fact]
    public void Read_OfSeveralFaults_SaysAll()
    {
        var reading = () => Read("""{"workers": 0, "threads": 1000}""");
        reading.Should().Throw<ServingException>().Which.Message.Should().Contain("workers").And.Contain("threads");
    }

    private static PythonOptions Read(string json) =>
        PythonOptionsReader.Read(
            Package(new ModelConfig { Sections = { ["python"] = JsonDocument.Parse(json).RootElement } })
        );

    private static ModelPackage Package(ModelConfig config) => new("m", 1, "/m", "/m/model.py", "python", config);
}
