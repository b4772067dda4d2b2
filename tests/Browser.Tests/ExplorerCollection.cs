using HospitalChain.Browser.Tests.Support;

namespace HospitalChain.Browser.Tests;

/// <summary>One node and one browser for all tests; each test has a context of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ExplorerCollection : ICollectionFixture<ExplorerFixture>
{
    public const string Name = "explorer";
}
