using HospitalChain.Node.Content;

namespace HospitalChain.Node.Tests.Content;

/// <summary>Content kept in a folder.</summary>
public sealed class FolderContentStoreTests : ContentStoreTests
{
    protected override IContentShelf MakeShelf() => new FolderShelf(Files.File("content/stored"));
}
