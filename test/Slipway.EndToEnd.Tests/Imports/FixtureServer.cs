using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>
/// One server with every model of the fixtures that an importer is for, in each form that it is there in, as a repository of
/// versions.
/// </summary>
public sealed class FixtureServer : IAsyncLifetime
{
    private const char FormMark = '@';

    private static readonly string[] Kinds = ["keras", "keras-tf", "savedmodel", "xgboost"];

    // What fixtures have besides the form that they are named for.
    private static readonly string[] OtherForms = ["keras-h5", "ubj"];

    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    /// <summary>
    /// The paths of the fixtures below their root, some again with <c>@</c> and another form of the model; one that says that
    /// there are none where they are not here.
    /// </summary>
    public static TheoryData<string> Paths =>
        ModelFixture.Root is null
            ? new TheoryData<string>("none")
            : new TheoryData<string>(
                Kinds.SelectMany(kind => ModelFixture.In(kind)).Select(row => row.Data).SelectMany(WithForms)
            );

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("There are no fixtures here.");

    public async ValueTask InitializeAsync()
    {
        if (ModelFixture.Root is null)
            return;
        foreach (var path in Paths.Select(row => row.Data))
        {
            var models = ModelFixture.Open(FixtureOf(path)).Models;
            var model = path.Split(FormMark) is [_, var form] ? models[form] : models.Values.First();
            ModelFixture.Copy(model, Path.Combine(_folder.Path, "models", NameOf(path), "1"));
        }

        _server = await ServerProcess.StartAsync(
            [Path.Combine(_folder.Path, "models")],
            new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] },
            "--readiness",
            "lenient"
        );
    }

    public static string NameOf(string path) => path.Replace('/', '.').Replace(FormMark, '.');

    /// <summary>The path of the fixture, which has the inputs and the answers.</summary>
    public static string FixtureOf(string path) => path.Split(FormMark)[0];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static IEnumerable<string> WithForms(string path) =>
        ModelFixture.Open(path).Models.Keys.Intersect(OtherForms).Select(form => path + FormMark + form).Prepend(path);
}
