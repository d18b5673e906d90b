using Slipway.Errors;
using Slipway.Protocols.TensorFlowServing.Configuration;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Protocols.Tests.TensorFlowServing.Configuration;

public sealed class ModelListReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadFile_EveryPolicyAndLabels_AreRead()
    {
        var models = Read(
            """
            # Four models.
            model_config_list {
              config {
                name: 'first'
                base_path: '/models/first/'
                model_platform: "tensorflow"
              }
              config: {
                name: "second", base_path: "sub/second"
                model_version_policy { specific { versions: 42 versions: 43 } }
                version_labels { key: 'stable' value: 42 }
                version_labels { key: 'canary' value: 43 }
                logging_config { sampling_config { sampling_rate: 0.1 } }
              }
              config { name: "third" base_path: "s3://bucket/third" model_version_policy { latest { num_versions: 2 } } }
              config { name: "fourth" base_path: "/models/fourth" model_version_policy { all {} } }
              config { name: "fifth" base_path: "/models/fifth" model_version_policy { latest {} } }
            }
            """
        );

        models.Select(model => model.Name).Should().Equal("first", "second", "third", "fourth", "fifth");
        models[0].BasePath.Should().Be("/models/first/");
        models[0].Versions.Should().BeNull();
        models[0].Labels.Should().BeEmpty();
        models[0].Remarks.Should().BeEmpty();
        models[1].BasePath.Should().Be(Path.Combine(_folder, "sub/second"));
        models[1].Versions!.Specific.Should().Equal(42, 43);
        models[1].Labels.Should().Equal(new Dictionary<string, long> { ["stable"] = 42, ["canary"] = 43 });
        models[1].Remarks.Should().ContainSingle().Which.Should().Contain("logging_config");
        models[2].BasePath.Should().Be("s3://bucket/third");
        models[2].Versions!.Latest.Should().Be(2);
        models[3].Versions!.All.Should().BeTrue();
        models[4].Versions!.Latest.Should().Be(1);
    }

    [Fact]
    public void ReadFile_SeveralMistakes_AreToldAtOnce()
    {
        Refused(
            """
            model_config_list {
              config { name: "a" base_path: "/a" }
              config { name: "a" }
              config { base_path: "/b" model_version_policy { specific {} } }
              config { name: "c" base_path: "/c" version_labels { key: "x" value: 0 } }
            }
            """,
            "models.config",
            "model 'a' is listed twice",
            "model 'a' has no base_path",
            "config 2 has no name",
            "'specific' without versions",
            "the label 'x' to version 0"
        );
    }

    [Fact]
    public void ReadFile_WrongTexts_SayWhere()
    {
        Refused("model_config_list { config { nome: 'a' } }", "models.config", "nome", "name");
        Refused("custom_model_config {}", "custom_model_config", "model_config_list");
        Refused("", "no model_config_list");
        var missing = () => ModelListReader.ReadFile(Path.Combine(_folder, "none.config"));
        missing.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.NotFound);
        var folder = () => ModelListReader.ReadFile(_folder);
        folder.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.FailedPrecondition);
    }

    [Fact]
    public void Read_RelativePathInACall_IsRefused()
    {
        var config = new ModelServerConfig
        {
            ModelConfigList = new()
            {
                Config =
                {
                    new ModelConfig { Name = "a", BasePath = "models/a" },
                },
            },
        };
        var read = () => ModelListReader.Read(config, "The request", root: null);
        read.Should().Throw<ServingException>().Which.Message.Should().ContainAll("'models/a'", "not absolute");
    }

    [Fact]
    public void BatchingParameters_OfTheGuide_AreRead()
    {
        var file = Write(
            """
            max_batch_size { value: 128 }
            batch_timeout_micros { value: 0 }
            max_enqueued_batches { value: 1000000 }
            num_batch_threads { value: 8 }
            """
        );
        var parameters = BatchingParametersFile.Read(file);
        parameters.MaxBatchSize.Should().Be(128);
        parameters.BatchTimeoutMicros.Should().Be(0);
        parameters.NumBatchThreads.Should().Be(8);

        var wrong = () =>
            BatchingParametersFile.Read(
                Write("max_batch_size { value: 0 } allowed_batch_sizes: 4 allowed_batch_sizes: 2")
            );
        wrong
            .Should()
            .Throw<ServingException>()
            .Which.Message.Should()
            .ContainAll("models.config", "max_batch_size is 0", "allowed_batch_sizes must increase");
    }

    private IReadOnlyList<ListedModel> Read(string text) => ModelListReader.ReadFile(Write(text));

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "models.config");
        File.WriteAllText(file, text);
        return file;
    }

    private void Refused(string text, params string[] words)
    {
        var read = () => Read(text);
        var refused = read.Should().Throw<ServingException>().Which;
        refused.Code.Should().Be(ServingErrorCode.InvalidArgument);
        refused.Reason.Should().Be("invalid-config");
        refused.Message.Should().ContainAll(words);
    }
}
