using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Erasures;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>Holders obey an erasure (docs/adr/0009): who may order it, what is gone, what a crash and a restored backup change.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private readonly ErasureBench bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await bench.StoreAsync();

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_store_destroys_what_the_owner_orders_and_signs_that_it_did()
    {
        var order = bench.Order();
        var confirmation = (await bench.Desk.ObeyAsync(order, Cancellation)).OrThrow();
        Assert.False(bench.HasContent);
        Assert.Equal(bench.World.Cloud.Key, confirmation.Holder);
        Assert.True(confirmation.SignatureIsValid(order));
        Assert.True(bench.Ordered.CoversContent(bench.Hash));
    }

    [Fact]
    public async Task The_same_order_again_and_after_a_restart_has_the_same_confirmation()
    {
        var first = (await bench.Desk.ObeyAsync(bench.Order(), Cancellation)).OrThrow();
        bench.Proxy.Time.Advance(TimeSpan.FromSeconds(1));
        bench.Restart();
        var again = (await bench.Desk.ObeyAsync(bench.Order(), Cancellation)).OrThrow();
        Assert.Equal(first.ToBytes(), again.ToBytes());
    }

    [Fact]
    public async Task The_hospital_orders_an_erasure_in_a_patients_folder_too_and_nobody_else_does()
    {
        Assert.Equal("AUTHOR_NOT_ALLOWED", await CodeOfAsync(bench.Order(bench.Proxy.Ada.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", await CodeOfAsync(bench.Order(bench.World.Manager.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", await CodeOfAsync(bench.Order(bench.World.Cloud.Signing)));
        Assert.True(bench.HasContent);
        Assert.Null(await CodeOfAsync(bench.Order(bench.World.Hospital.Signing)));
    }

    [Fact]
    public async Task A_key_of_a_visit_that_was_closed_orders_nothing()
    {
        var folder = new TestFolder("patient's", bench.Proxy.Visit.Signing);
        var document = bench.Proxy.Folders.Write(bench.Proxy.Ada, folder, "image");
        bench.Proxy.Hospital.Seal(bench.Proxy.Folders.Open(folder));
        bench.Proxy.Hospital.Seal(document);
        bench.Proxy.Hospital.Seal(bench.World.CloseVisit(bench.Proxy.Visit));
        var order = ErasureOrder.Sign(bench.Proxy.Hospital.ChainId, document.Id, FolderWorld.ContentHashOf("image"), bench.Proxy.Now, folder.Owner);
        Assert.Equal("AUTHOR_NOT_ALLOWED", await CodeOfAsync(order));
    }

    [Fact]
    public async Task An_order_that_its_signer_did_not_sign_or_for_other_content_destroys_nothing()
    {
        var right = bench.Order();
        Assert.Equal("ERASURE_INVALID", await CodeOfAsync(With(right, timeMillis: right.TimeMillis + 1)));
        Assert.Equal("ERASURE_INVALID", await CodeOfAsync(With(right, contentHash: FolderWorld.ContentHashOf("another"))));
        Assert.Equal("RECORD_UNKNOWN", await CodeOfAsync(With(right, documentId: bench.Proxy.Diagnosis.Id)));
        Assert.Equal("CHAIN_UNKNOWN", await CodeOfAsync(With(right, chainId: bench.Hash)));
        Assert.Equal("CHAIN_UNKNOWN", await CodeOfAsync(With(right, chainId: bench.Proxy.Registry.ChainId)));
        Assert.True(bench.HasContent);
        Assert.False(bench.Ordered.CoversContent(bench.Hash));
    }

    [Fact]
    public async Task A_store_that_did_not_sign_the_receipt_erases_nothing_for_that_document()
    {
        var stranger = bench.StoreOf(bench.World.Hospital);
        using var desk = bench.DeskOver(stranger);
        Assert.Equal("NOT_A_HOLDER", (await desk.ObeyAsync(bench.Order(), Cancellation)).Refusal?.Code);
        using var proxy = bench.ProxyDesk; // no grant of the folder named it
        Assert.Equal("NOT_A_HOLDER", (await proxy.ObeyAsync(bench.Order(), Cancellation)).Refusal?.Code);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_not_done_on_old_news()
    {
        bench.Proxy.Time.Advance(TimeSpan.FromMilliseconds(bench.World.HospitalGenesis.Parameters.HeadAgeMaxMillis + 1));
        Assert.Equal("HEAD_TOO_OLD", await CodeOfAsync(bench.Order()));
        bench.Proxy.Hospital.SignHead();
        bench.Proxy.Hospital.Stopped = Refusals.Equivocation;
        Assert.Equal("CHAIN_STOPPED", await CodeOfAsync(bench.Order()));
        Assert.True(bench.HasContent);
    }

    [Fact]
    public async Task An_order_waits_for_the_block_that_its_chains_head_names_and_is_refused_without_it()
    {
        var apply = bench.Proxy.Hospital.SealAhead();
        var obeyed = CodeOfAsync(bench.Order());
        bench.Proxy.Time.Advance(LedgerPatience.BlockWait);
        Assert.Equal("HEAD_TOO_OLD", await obeyed);
        Assert.True(bench.HasContent);
        obeyed = CodeOfAsync(bench.Order());
        apply();
        Assert.Null(await obeyed);
        Assert.False(bench.HasContent);
    }

    [Fact]
    public async Task An_order_that_a_crash_interrupted_is_carried_out_after_the_start()
    {
        using (var breaking = bench.DeskOver(new BreakingHolding(bench.Stored)))
        {
            await Assert.ThrowsAsync<IOException>(() => breaking.ObeyAsync(bench.Order(), Cancellation));
        }

        Assert.True(bench.HasContent);
        bench.Restart();
        Assert.True(bench.Ordered.CoversContent(bench.Hash)); // barred from the order on
        Assert.Null(bench.Ordered.Find(bench.Proxy.Hospital.ChainId, bench.Document.Id)!.Value.Confirmation);
        await bench.Desk.SettleAsync(Cancellation);
        Assert.False(bench.HasContent);
        Assert.NotNull(bench.Ordered.Find(bench.Proxy.Hospital.ChainId, bench.Document.Id)!.Value.Confirmation);
    }

    [Fact]
    public async Task Content_that_a_backup_brings_back_goes_again_at_the_start()
    {
        await EraseOnChainAsync();
        await bench.StoreAsync(); // the folder as it was
        bench.Restart();
        await bench.Desk.SettleAsync(Cancellation);
        Assert.False(bench.HasContent);
        Assert.True(bench.Stored.IsErased(bench.Proxy.Ledgers.All, bench.Hash));
    }

    [Fact]
    public async Task A_node_restored_from_before_the_erasure_destroys_the_content_when_the_block_comes()
    {
        var confirmation = ErasureConfirmation.Sign(bench.Order(), bench.Proxy.Now, bench.World.Cloud.Signing);
        await bench.Desk.SettleAsync(Cancellation);
        Assert.True(bench.HasContent);
        bench.Proxy.Hospital.Seal(Recorded(bench.Order(), confirmation));
        await bench.Desk.SettleAsync(Cancellation);
        Assert.False(bench.HasContent);
    }

    [Fact]
    public async Task The_proxy_destroys_the_documents_own_key_and_serves_the_document_under_no_other()
    {
        var own = Share(bench.Document);
        var whole = Share(null);
        using var desk = bench.ProxyDesk;
        var confirmation = (await desk.ObeyAsync(bench.Order(), Cancellation)).OrThrow();
        Assert.Equal(bench.World.Proxy.Key, confirmation.Holder);
        Assert.Null(bench.Proxy.RekeyVault.Open(bench.Proxy.Hospital.ChainId, own.Id));
        Assert.Equal("ERASED", bench.Proxy.RekeyVault.NoteOf(bench.Proxy.Hospital.ChainId, own.Id)?.Code);
        Assert.Equal("ERASED", await AskAsync(whole));
        bench.Proxy.Restart();
        Assert.Equal("ERASED", await AskAsync(whole));
    }

    [Fact]
    public void A_key_of_a_restored_proxy_goes_when_the_chain_says_that_its_document_was_erased()
    {
        var own = Share(bench.Document);
        var order = bench.Order();
        bench.Proxy.Hospital.Seal(Recorded(
            order,
            ErasureConfirmation.Sign(order, bench.Proxy.Now, bench.World.Cloud.Signing),
            ErasureConfirmation.Sign(order, bench.Proxy.Now, bench.World.Proxy.Signing)));
        bench.Proxy.Rekeys.Settle();
        Assert.Equal("ERASED", bench.Proxy.RekeyVault.NoteOf(bench.Proxy.Hospital.ChainId, own.Id)?.Code);
    }

    [Fact]
    public async Task An_order_that_always_fails_holds_up_no_later_one_nor_what_the_chain_says()
    {
        var hopeless = bench.Proxy.Folders.Write(bench.Proxy.Ada, bench.Folder, "hopeless");
        bench.Proxy.Hospital.Seal(hopeless);
        var failing = ErasureOrder.Sign(bench.Proxy.Hospital.ChainId, hopeless.Id, FolderWorld.ContentHashOf("hopeless"), bench.Proxy.Now, bench.Folder.Owner);
        foreach (var order in (ErasureOrder[])[failing, bench.Order()])
        {
            bench.Ordered.Take(order);
        }

        using var desk = bench.DeskOver(new BreakingHolding(bench.Stored, failing));
        await Assert.ThrowsAsync<AggregateException>(() => desk.SettleAsync(Cancellation));
        Assert.False(bench.HasContent);
        Assert.Equal(failing.DocumentId, Assert.Single(bench.Ordered.Outstanding()).DocumentId);
        await bench.Desk.SettleAsync(Cancellation);
        Assert.Empty(bench.Ordered.Outstanding());
    }

    private async Task EraseOnChainAsync()
    {
        var order = bench.Order();
        bench.Proxy.Hospital.Seal(Recorded(order, (await bench.Desk.ObeyAsync(order, Cancellation)).OrThrow()));
        Assert.True(bench.Proxy.Hospital.State.Entries.Document(bench.Document.Id)!.Erased);
    }

    private Record Recorded(ErasureOrder order, params IReadOnlyList<ErasureConfirmation> confirmations) => Record.Sign(order.ChainId, bench.Proxy.Now, new Erasure
    {
        Certificate = new ErasureCertificate { Order = order, Confirmations = [.. confirmations.OrderBy(confirmation => confirmation.Holder)] },
    }, bench.Folder.Owner);

    private Record Share(Record? document)
    {
        var (grant, rekey) = bench.Proxy.Folders.Grant(bench.Folder, bench.Proxy.Folders.Insurer, document);
        using (rekey)
        {
            bench.Proxy.Hospital.Seal(grant);
            var letter = new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = rekey }.ToBytes();
            Assert.Null(bench.Proxy.Rekeys.Take(bench.Proxy.Mail(MailPurposes.FolderRekey, bench.World.Hospital.Signing, letter)));
        }

        bench.Proxy.Rekeys.Settle();
        return grant;
    }

    private async Task<string?> AskAsync(Record grant)
    {
        var request = AccessRequest.Sign(
            bench.Proxy.Hospital.ChainId, bench.Document.Id, grant.Id, new Bytes32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), bench.Proxy.Now, bench.Proxy.Folders.Insurer.Signing);
        return (await bench.Proxy.Documents.DeliverAsync(request, request.Requester, Cancellation)).Refusal?.Code;
    }

    private async Task<string?> CodeOfAsync(ErasureOrder order) => (await bench.Desk.ObeyAsync(order, Cancellation)).Refusal?.Code;

    private static ErasureOrder With(ErasureOrder order, Bytes32? chainId = null, Bytes32? documentId = null, Bytes32? contentHash = null, ulong? timeMillis = null) => new()
    {
        ChainId = chainId ?? order.ChainId,
        DocumentId = documentId ?? order.DocumentId,
        ContentHash = contentHash ?? order.ContentHash,
        OrderedBy = order.OrderedBy,
        TimeMillis = timeMillis ?? order.TimeMillis,
        Signature = order.Signature,
    };

    /// <summary>The power goes before anything was destroyed; with an order, only where that is carried out.</summary>
    private sealed class BreakingHolding(IDocumentHolding real, ErasureOrder? only = null) : IDocumentHolding
    {
        public SigningKey Holder => real.Holder;

        public bool Holds(DocumentEntry document, FolderEntry folder) => real.Holds(document, folder);

        public ValueTask DestroyAsync(ErasureOrder order, CancellationToken cancellation) =>
            only is null || only.DocumentId == order.DocumentId ? throw new IOException("power") : real.DestroyAsync(order, cancellation);

        public ValueTask ReapplyAsync(IReadOnlyList<ILedger> ledgers, CancellationToken cancellation) => real.ReapplyAsync(ledgers, cancellation);
    }
}
