using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>
/// Classes of tests that share a browser; each test has a gateway and a window of its own. By themselves: a browser takes both
/// cores, and others measure time.
/// </summary>
[CollectionDefinition(nameof(ConsoleGroup), DisableParallelization = true)]
public sealed class ConsoleGroup : ICollectionFixture<ChromiumBrowser>;
