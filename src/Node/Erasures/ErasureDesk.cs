using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Node.Erasures;

/// <summary>
/// Obeys orders of erasure (docs/adr/0009): judged by the chain at its newest block, since nothing undoes one; kept, then
/// carried out, then confirmed. The same order again has the same confirmation.
/// </summary>
public sealed class ErasureDesk(IDocumentHolding holding, OrderedErasures ordered, ILedgers ledgers, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public void Dispose() => gate.Dispose();

    /// <summary>Destroys what this node has of the document and confirms it, or says why not; a refusal destroyed nothing.</summary>
    public async Task<Parsed<ErasureConfirmation>> ObeyAsync(ErasureOrder order, CancellationToken cancellation)
    {
        if (await RefusesAsync(order, cancellation) is { } refusal)
        {
            return refusal;
        }

        await gate.WaitAsync(cancellation);
        try
        {
            if (ordered.Find(order.ChainId, order.DocumentId) is { } before)
            {
                return before.Confirmation ?? await CarryOutAsync(before.Order, cancellation);
            }

            ordered.Take(order);
            return await CarryOutAsync(order, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Goes on with orders that a stop interrupted, and destroys what the chains say was erased. What fails holds up nothing else.</summary>
    /// <exception cref="AggregateException">Some failed, and stay for the next time.</exception>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        await gate.WaitAsync(cancellation);
        try
        {
            foreach (var order in ordered.Outstanding())
            {
                await GuardAsync(async () => await CarryOutAsync(order, cancellation), failures, cancellation);
            }

            await GuardAsync(
                async () => await holding.ReapplyAsync([.. ledgers.All.Where(ledger => !ledger.State.Genesis.IsRegistry)], cancellation), failures, cancellation);
        }
        finally
        {
            gate.Release();
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("erasures that are still to be carried out", failures);
        }
    }

    private static async Task GuardAsync(Func<Task> work, List<Exception> failures, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            failures.Add(failure);
        }
    }

    private async Task<Refusal?> RefusesAsync(ErasureOrder order, CancellationToken cancellation)
    {
        if (ledgers.Find(order.ChainId) is not { } ledger || ledger.State.Genesis.IsRegistry)
        {
            return Refusals.ChainUnknown.With(order.ChainId.ToString());
        }

        await ledger.CatchUpAsync(time, cancellation);
        if (ledger.Stopped is { } stopped)
        {
            return Refusals.ChainStopped.With(stopped.Code);
        }

        var head = ledger.NewestHead; // before the state, which may then be newer but not older
        var state = ledger.State;
        if ((HeadFreshness.Refuses(state, head, Now()) ?? ErasureAuthority.Refuses(order, state.Genesis, state.Entries)) is { } refusal)
        {
            return refusal;
        }

        var document = state.Entries.Document(order.DocumentId)!;
        return !holding.Holds(document, state.Entries.Folder(document.FolderId)!) ? Refusals.NotAHolder.With(holding.Holder.PublicKey.ToString())
            : order.SignatureIsValid() ? null
            : Refusals.ErasureInvalid.With("the order");
    }

    private async Task<ErasureConfirmation> CarryOutAsync(ErasureOrder order, CancellationToken cancellation)
    {
        await holding.DestroyAsync(order, cancellation);
        var confirmation = ErasureConfirmation.Sign(order, Now(), holding.Holder);
        ordered.Confirm(order, confirmation);
        return confirmation;
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
