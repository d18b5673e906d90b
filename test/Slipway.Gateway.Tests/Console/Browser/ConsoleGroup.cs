using Slipway.EndToEnd.Tests.Browser;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>Classes of tests that share a browser; each test has a gateway and a window of its own.</summary>
[CollectionDefinition(nameof(ConsoleGroup))]
public sealed class ConsoleGroup : ICollectionFixture<ChromiumBrowser>;
