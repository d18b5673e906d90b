using Slipway.Cli.Images.Dockerfile;
using Slipway.Oci.Content;

namespace Slipway.Cli.Tests.Images;

public sealed class DockerfileTextTests
{
    [Fact]
    public void Of_Config_SaysWhatItSays()
    {
        var text = DockerfileText.Of(
            "scratch",
            ["base.tar.gz", "model.tar.gz"],
            new ProcessConfig
            {
                User = "1:1",
                StopSignal = "SIGTERM",
                EntryPoint = ["/a b", "serve"],
                Command = ["--more"],
                WorkingDirectory = "/app",
                Environment = ["A=b=c"],
                Labels = new(StringComparer.Ordinal) { ["quote"] = "say \"$5\" \\ or\nmore" },
                ExposedPorts = new(StringComparer.Ordinal) { ["80/tcp"] = new EmptyObject() },
                HealthCheck = new HealthCheck
                {
                    Test = ["CMD", "/a", "probe"],
                    Interval = 5_000_000_000,
                    Timeout = 1_000_000_000,
                    StartPeriod = 0,
                    Retries = 3,
                },
            },
            ["A note."]
        );

        text.Should()
            .Be(
                """
                # A note.
                FROM scratch
                ADD base.tar.gz /
                ADD model.tar.gz /
                ENV A="b=c"
                LABEL "quote"="say \"\$5\" \\ or more"
                EXPOSE 80/tcp
                WORKDIR /app
                USER 1:1
                STOPSIGNAL SIGTERM
                HEALTHCHECK --interval=5s --timeout=1s --start-period=0s --retries=3 CMD ["/a","probe"]
                ENTRYPOINT ["/a b","serve"]
                CMD ["--more"]

                """.ReplaceLineEndings("\n")
            );
    }
}
