package RT::Action::Cspdesk;

# Scrip action: puts a ticket's transaction on the list that RT::Extension::Cspdesk
# sends when the request is over. It promises to touch nothing else: no network, no
# database, and no failure that could reach the person who made the change.
#
# It belongs into the TransactionCreate stage: only there is TransactionObj the
# transaction that met the scrip's condition (in a batch, RT hands every scrip the
# first one of the batch).

use strict;
use warnings;
use base 'RT::Action';
use RT::Extension::Cspdesk ();

sub Describe { 'Tell cspdesk about the transaction' }

# RT's records of mail it sent are no news about the ticket.
my %SILENT = map { $_ => 1 } qw(EmailRecord CommentEmailRecord SystemError);

sub Prepare {
    my $self = shift;
    return !$SILENT{ $self->TransactionObj->Type };
}

sub Commit {
    my $self = shift;
    RT::Extension::Cspdesk->Queue( $self->TransactionObj->id );
    return 1;
}

RT::Base->_ImportOverlays();

1;
